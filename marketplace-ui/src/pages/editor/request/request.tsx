import { useQueryClient } from "@tanstack/react-query";
import { History, Send, X } from "lucide-react";
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Field, Input, Select, Textarea } from "@/components/ui/field";
import { Menu, MenuItem } from "@/components/ui/menu";
import { Progress, Trouble } from "@/components/ui/parts";
import { askDraft, useDraft } from "../preview/draft";
import { watchOf } from "../problems/watch";
import { useWorkspace, type Workspace } from "../workspace/workspace";
import { useHistory } from "./history";
import { Response } from "./response";
import {
  type Answer,
  loadFailure,
  METHODS,
  type Method,
  type Sending,
  send,
  takesBody,
  Unsendable,
} from "./send";

interface RequestBuilderProps {
  workspace: Workspace;
  /** Shows what the plugin wrote while it answered. */
  onLog: (requestId: string) => void;
}

/** Sends one request to the plugin and shows what it answers. */
export function RequestBuilder({ workspace, onLog }: RequestBuilderProps) {
  const { t } = useTranslation("editor-run");
  const plugin = useWorkspace(workspace, ({ plugin }) => plugin);
  const queries = useQueryClient();
  const { draft, error: noDraft, retry } = useDraft(plugin);
  const [sending, setSending] = useState<Sending>({ method: "GET", path: "/", headers: "", body: "" });
  const [answer, setAnswer] = useState<Answer>();
  const [error, setError] = useState<unknown>();
  const [history, remember] = useHistory(plugin.id);
  const [isBusy, setBusy] = useState(false);
  const end = useRef<AbortController>(undefined);
  const answerPlace = useRef<HTMLDivElement>(null);
  const change = (changes: Partial<Sending>) => setSending((sending) => ({ ...sending, ...changes }));

  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    if (isBusy) return;
    end.current = new AbortController();
    setBusy(true);
    setError(undefined);
    try {
      await workspace.saveAll();
      // Whoever was quicker than the draft's address waits for it.
      const draft = await askDraft(queries, plugin);
      const answer = await send(draft, sending, end.current.signal);
      setAnswer(answer);
      remember({ ...sending, status: answer.status });
      const failure = loadFailure(answer);
      if (failure) watchOf(workspace).fail(failure, answer.requestId ?? "");
      else watchOf(workspace).answered();
    } catch (error) {
      if (!(error instanceof DOMException && error.name === "AbortError")) setError(error);
    } finally {
      setBusy(false);
    }
  };
  // There is not always room for both.
  useEffect(() => {
    if (answer) answerPlace.current?.scrollIntoView({ block: "nearest" });
  }, [answer]);
  const press = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void submit();
  };
  const wrong = error instanceof Unsendable ? error.code : undefined;
  return (
    <div className="@container min-h-0 grow overflow-auto">
      <div className="grid gap-3 p-3 @2xl:grid-cols-2">
        <form
          aria-label={t("request.title")}
          onSubmit={submit}
          onKeyDown={press}
          className="flex min-w-0 flex-col gap-2"
        >
          <div className="flex gap-1">
            <Select
              aria-label={t("request.method")}
              className="h-8 w-auto shrink-0 px-2 pr-2 text-xs"
              value={sending.method}
              onChange={(event) => change({ method: event.target.value as Method })}
            >
              {METHODS.map((method) => (
                <option key={method}>{method}</option>
              ))}
            </Select>
            <Input
              aria-label={t("request.path")}
              aria-invalid={wrong === "path" ? true : undefined}
              className="h-8 min-w-0 px-2 font-mono text-xs"
              spellCheck={false}
              autoComplete="off"
              value={sending.path}
              onChange={(event) => change({ path: event.target.value })}
            />
            <Menu
              trigger={
                <Button
                  kind="quiet"
                  size="icon-sm"
                  className="size-8"
                  aria-label={t("request.history")}
                  disabled={!history.length}
                >
                  <History />
                </Button>
              }
            >
              {history.map(({ status, ...sent }) => (
                <MenuItem
                  key={JSON.stringify(sent)}
                  className="max-w-80 font-mono text-xs"
                  onSelect={() => setSending(sent)}
                >
                  <span className="w-14 shrink-0">{sent.method}</span>
                  <span className="min-w-0 grow truncate">{sent.path}</span>
                  <span className="text-muted">{status}</span>
                </MenuItem>
              ))}
            </Menu>
            {isBusy ? (
              <Button className="h-8" onClick={() => end.current?.abort()}>
                <X aria-hidden />
                {t("request.stop")}
              </Button>
            ) : (
              <Button type="submit" kind="primary" className="h-8">
                <Send aria-hidden />
                {t("request.send")}
              </Button>
            )}
          </div>
          {isBusy && <Progress value={undefined} label={t("request.waiting")} />}
          <Field
            label={t("request.headers")}
            className="text-xs"
            error={
              wrong === "header" &&
              error instanceof Unsendable &&
              t("request.wrong.header", { line: error.what })
            }
          >
            {(ids) => (
              <Textarea
                {...ids}
                className="min-h-12 px-2 font-mono text-xs"
                rows={2}
                spellCheck={false}
                placeholder="Accept: application/json"
                value={sending.headers}
                onChange={(event) => change({ headers: event.target.value })}
              />
            )}
          </Field>
          {takesBody(sending.method) && (
            <Field label={t("request.body")} className="text-xs">
              {(ids) => (
                <Textarea
                  {...ids}
                  className="min-h-16 px-2 font-mono text-xs"
                  rows={3}
                  spellCheck={false}
                  placeholder={'{"name": "Ada"}'}
                  value={sending.body}
                  onChange={(event) => change({ body: event.target.value })}
                />
              )}
            </Field>
          )}
          {draft && (
            <p className="text-xs text-muted">
              {draft.version ? t("request.to_version", { version: draft.version }) : t("request.to_draft")}
            </p>
          )}
        </form>
        <div ref={answerPlace} role="status" className="min-w-0">
          {wrong === "path" ? (
            <p role="alert" className="text-danger">
              {t("preview.wrong_path")}
            </p>
          ) : error && !wrong ? (
            <Trouble error={error} onRetry={() => void submit()} />
          ) : noDraft ? (
            <Trouble error={noDraft} onRetry={retry} />
          ) : answer ? (
            <Response answer={answer} onLog={onLog} />
          ) : (
            <p className="text-xs text-muted">{t("request.empty")}</p>
          )}
        </div>
      </div>
    </div>
  );
}
