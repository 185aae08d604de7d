import { useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { useUser } from "@/api/session";
import { useQueryWords } from "@/lib/use-query-words";
import { isPlaceHere } from "./return-path";

/**
 * Leads whoever is signed in, now or already, back to where they came from: to the place that the address names, else
 * to the page before, else to the first page.
 */
export function useReturn() {
  const router = useRouter();
  const [{ to }] = useQueryWords();
  const isIn = Boolean(useUser());
  useEffect(() => {
    if (!isIn) return;
    if (isPlaceHere(to)) router.history.replace(to);
    else if (router.history.canGoBack()) router.history.back();
    else void router.navigate({ to: "/", replace: true });
  }, [isIn, to, router]);
}
