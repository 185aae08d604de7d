import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import type { Schemas } from "@/api/client";
import { usePlatform } from "@/api/platform";
import { asProblem, Problem } from "@/api/problem";
import { upload } from "@/api/upload";

export type Published = Schemas["Published"];

export type Upload =
  | { kind: "sending"; name: string; sent: number; total: number }
  | { kind: "published"; published: Published }
  | { kind: "failed"; name: string; problem: Problem };

/** Sends zips to be plugins, one at a time. */
export function useUpload(onPublished: (published: Published) => void) {
  const queries = useQueryClient();
  const limit = usePlatform()?.upload_max_bytes;
  const running = useRef<AbortController>(undefined);
  const [state, setState] = useState<Upload>();

  const send = async (file: File) => {
    running.current?.abort();
    const mine = new AbortController();
    running.current = mine;
    const tell = (sent: number, total: number) =>
      running.current === mine && setState({ kind: "sending", name: file.name, sent, total });
    tell(0, file.size);
    try {
      refuse(file, limit);
      const zip = new Blob([file], { type: "application/zip" });
      const published = await upload<Published>("POST", "/api/v1/plugins/upload", zip, tell, mine.signal);
      void queries.invalidateQueries({ queryKey: ["plugins"] });
      setState({ kind: "published", published });
      onPublished(published);
    } catch (error) {
      if (!mine.signal.aborted) setState({ kind: "failed", name: file.name, problem: asProblem(error) });
    }
  };
  const clear = () => {
    running.current?.abort();
    running.current = undefined;
    setState(undefined);
  };
  return { state, send: (file: File) => void send(file), clear };
}

/** What need not be sent in order to be refused. */
function refuse(file: File, limit: number | undefined) {
  if (!/\.zip$/i.test(file.name)) throw new Problem(0, "not_a_zip", file.name);
  if (limit && file.size > limit) throw new Problem(0, "upload_too_large", file.name);
}
