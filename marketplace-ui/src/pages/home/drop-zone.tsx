import { useNavigate } from "@tanstack/react-router";
import { Upload } from "lucide-react";
import { lazy, Suspense, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useUser } from "@/api/session";
import { useDragging } from "./use-dragging";
import { type Published, useUpload } from "./use-upload";

// Comes with the first zip.
const UploadState = lazy(async () => ({ default: (await import("./upload-state")).UploadState }));

/** Takes a zip and makes a plugin of it: a slim band, and the whole page while a file is dragged over it. */
export function DropZone({ onPublished }: { onPublished: (published: Published) => void }) {
  const { t } = useTranslation("home");
  const user = useUser();
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const { state, send, clear } = useUpload(onPublished);
  const signIn = () => void navigate({ to: "/sign-in", search: { to: "/" } as never });
  const isOver = useDragging((file) => (user === null ? signIn() : send(file)));
  return (
    <section aria-label={t("drop.label")} className="flex flex-col">
      <button
        type="button"
        onClick={() => (user === null ? signIn() : input.current?.click())}
        disabled={state?.kind === "sending"}
        className="flex items-center justify-center gap-2 rounded-md border-2 border-dashed bg-surface px-4 py-3 text-muted transition-colors enabled:hover:border-accent enabled:hover:text-ink"
      >
        <Upload aria-hidden className="size-5 shrink-0" />
        {t("drop.text")}
      </button>
      <input
        ref={input}
        type="file"
        accept=".zip,application/zip"
        aria-label={t("drop.choose")}
        hidden
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          if (file) send(file);
          currentTarget.value = "";
        }}
      />
      <div aria-live="polite" className="not-empty:mt-2">
        {state && (
          <Suspense>
            <UploadState state={state} onClose={clear} />
          </Suspense>
        )}
      </div>
      {isOver && (
        <div
          aria-hidden
          className="pointer-events-none fixed inset-3 z-40 flex flex-col items-center justify-center gap-3 rounded-md border-2 border-dashed border-accent bg-accent-soft text-lg text-accent-strong"
        >
          <Upload className="size-8" />
          {t(user === null ? "drop.sign_in" : "drop.now")}
        </div>
      )}
    </section>
  );
}
