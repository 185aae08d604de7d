import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Upload } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Plugin, Schemas } from "@/api/client";
import { asProblem } from "@/api/problem";
import { useUser } from "@/api/session";
import { upload } from "@/api/upload";
import { Button } from "@/components/ui/button";
import { Progress, Trouble } from "@/components/ui/parts";
import { cn } from "@/lib/class-names";
import { bytes } from "@/lib/format";

type State =
  | { kind: "waiting" }
  | { kind: "sending"; name: string; sent: number; total: number }
  | { kind: "done"; plugin: Plugin; created: boolean }
  | { kind: "failed"; error: unknown };

/** Takes a zip and makes a plugin of it: a band that becomes the whole page while a file is dragged over it. */
export function DropZone() {
  const { t } = useTranslation("home");
  const user = useUser();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const [state, setState] = useState<State>({ kind: "waiting" });

  const take = async (file: File | undefined) => {
    if (!file) return;
    if (!user) return void navigate({ to: "/sign-in", search: { to: "/" } as never });
    setState({ kind: "sending", name: file.name, sent: 0, total: file.size });
    try {
      const zip = new Blob([file], { type: "application/zip" });
      const published = await upload<Schemas["Published"]>(
        "POST",
        "/api/v1/plugins/upload",
        zip,
        (sent, total) => setState({ kind: "sending", name: file.name, sent, total }),
      );
      await queries.invalidateQueries({ queryKey: ["plugins"] });
      setState({ kind: "done", plugin: published.plugin, created: published.created });
    } catch (error) {
      setState({ kind: "failed", error: asProblem(error) });
    }
  };
  const isOver = useDragging((file) => void take(file));

  return (
    <section aria-label={t("drop.label")} className="flex flex-col gap-2">
      <button
        type="button"
        onClick={() => input.current?.click()}
        disabled={state.kind === "sending"}
        className={cn(
          "flex items-center justify-center gap-2 rounded-md border-2 border-dashed bg-surface px-4 py-3 text-muted transition-colors hover:border-accent hover:text-ink",
          isOver && "fixed inset-3 z-40 border-accent bg-accent-soft text-lg text-ink",
        )}
      >
        <Upload aria-hidden className="size-5" />
        {isOver ? t("drop.now") : t("drop.text")}
      </button>
      <input
        ref={input}
        type="file"
        accept=".zip,application/zip"
        aria-label={t("drop.choose")}
        className="sr-only"
        tabIndex={-1}
        onChange={(event) => {
          void take(event.target.files?.[0]);
          event.target.value = "";
        }}
      />
      <div aria-live="polite">
        {state.kind === "sending" && <Sending {...state} />}
        {state.kind === "done" && <Done plugin={state.plugin} created={state.created} />}
      </div>
      {state.kind === "failed" && <Trouble error={state.error} />}
    </section>
  );
}

function Sending({ name, sent, total }: { name: string; sent: number; total: number }) {
  const { t } = useTranslation("home");
  const isChecked = sent >= total;
  return (
    <div className="flex flex-col gap-1 rounded-md border bg-surface p-3">
      <p>
        {isChecked
          ? t("drop.checking", { name })
          : t("drop.sending", { name, sent: bytes(sent), total: bytes(total) })}
      </p>
      <Progress value={isChecked ? undefined : sent / Math.max(total, 1)} label={name} />
    </div>
  );
}

function Done({ plugin, created }: { plugin: Plugin; created: boolean }) {
  const { t } = useTranslation("home");
  const name = plugin.title || plugin.name;
  return (
    <div className="flex flex-wrap items-center gap-3 rounded-md border border-success bg-success-soft p-3">
      <p className="grow text-success">{t(created ? "drop.created" : "drop.updated", { name })}</p>
      <Button asChild size="sm">
        <Link to="/p/$owner/$name" params={{ owner: plugin.owner.name, name: plugin.name }}>
          {t("drop.look")}
        </Link>
      </Button>
      <Button asChild size="sm" kind="primary">
        <Link to="/edit/$plugin" params={{ plugin: plugin.id }}>
          {t("card.edit_source")}
        </Link>
      </Button>
    </div>
  );
}

/** Whether a file is being dragged over the page; takes it when it is dropped. */
function useDragging(take: (file: File | undefined) => void): boolean {
  const [depth, setDepth] = useState(0);
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files");
    // Every element that is entered and left says so: only the last leave ends it.
    const enter = (event: DragEvent) => hasFiles(event) && setDepth((depth) => depth + 1);
    const leave = (event: DragEvent) => hasFiles(event) && setDepth((depth) => Math.max(0, depth - 1));
    const over = (event: DragEvent) => hasFiles(event) && event.preventDefault();
    const drop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setDepth(0);
      latest.current(event.dataTransfer?.files[0]);
    };
    const listeners = { dragenter: enter, dragleave: leave, dragover: over, drop };
    for (const [name, listener] of Object.entries(listeners))
      window.addEventListener(name as "drop", listener);
    return () => {
      for (const [name, listener] of Object.entries(listeners))
        window.removeEventListener(name as "drop", listener);
    };
  }, []);
  return depth > 0;
}
