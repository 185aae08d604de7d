import { Link, useLocation } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type User, useUser } from "@/api/session";
import { Button } from "./ui/button";
import { Empty, Skeleton } from "./ui/parts";

/** What only a signed-in user can use. A stranger is led to the door, and back. */
export function SignedIn({ children }: { children: (user: User) => ReactNode }) {
  const { t } = useTranslation();
  const user = useUser();
  const here = useLocation({ select: ({ href }) => href });
  if (user) return children(user);
  if (user === undefined) return <Skeleton className="h-40" />;
  return (
    <Empty
      title={t("sign_in_first")}
      action={
        <Button asChild kind="primary">
          <Link to="/sign-in" search={{ to: here } as never}>
            {t("sign_in")}
          </Link>
        </Button>
      }
    />
  );
}
