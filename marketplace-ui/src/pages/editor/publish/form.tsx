import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, body, type Schemas } from "@/api/client";
import { asProblem } from "@/api/problem";
import { Button } from "@/components/ui/button";
import { Field, Input, Textarea } from "@/components/ui/field";
import { Skeleton, Trouble } from "@/components/ui/parts";
import { readFile } from "../workspace/files";
import { useWorkspace, type Workspace } from "../workspace/workspace";
import { Changes } from "./changes";
import { inManifest, newest, next, parse, type Steps, suggestion } from "./numbers";

type Version = Schemas["Version"];
export type Published = Schemas["Published"];

/** What the form asks for. */
export interface Wanted {
  version: string;
  changelog: string;
  tests: boolean;
  release: boolean;
}

interface PublishFormProps {
  workspace: Workspace;
  /** What was wanted before, and did not come to be. */
  before: Wanted | undefined;
  onPublished: (published: Published, wanted: Wanted) => void;
  onCancel: () => void;
}

/** What is needed to know before there can be a next version. */
function useSoFar(workspace: Workspace) {
  const { id } = workspace.plugin;
  const versions = useQuery({
    queryKey: ["plugin", id, "versions"],
    queryFn: () => body(api.GET("/api/v1/plugins/{plugin}/versions", { params: { path: { plugin: id } } })),
  });
  const manifest = useQuery({
    queryKey: ["workspace", id, "manifest-version", workspace.revision],
    queryFn: async () => inManifest((await readFile(id, "mspf.toml")).text ?? "") ?? null,
    retry: false,
  });
  return { versions, manifest };
}

/** Asks what the version is called and what is new in it, and shows what is. */
export function PublishForm(props: PublishFormProps) {
  const { versions, manifest } = useSoFar(props.workspace);
  if (versions.error) return <Trouble error={versions.error} onRetry={() => void versions.refetch()} />;
  if (!versions.data || manifest.isPending) return <Skeleton className="h-64" />;
  return <Form {...props} versions={versions.data.items} manifest={manifest.data ?? undefined} />;
}

interface FormProps extends PublishFormProps {
  versions: Version[];
  manifest: string | undefined;
}

function Form({ workspace, before, versions, manifest, onPublished, onCancel }: FormProps) {
  const { t } = useTranslation("editor-run");
  const plugin = useWorkspace(workspace, ({ plugin }) => plugin);
  const fault = useWorkspace(workspace, ({ problems }) =>
    problems.find(({ source }) => source === "manifest"),
  );
  const unsaved = useWorkspace(workspace, ({ open }) =>
    open.find(({ state }) => state === "conflict" || state === "failed"),
  );
  // One that could not be built may be published again under its number.
  const taken = versions.filter(({ state }) => state !== "failed").map(({ version }) => version);
  const last = newest(taken);
  const ready = newest(versions.filter(({ state }) => state === "ready").map(({ version }) => version));
  const [wanted, setWanted] = useState<Wanted>(
    () => before ?? { version: suggestion(taken, manifest), changelog: "", tests: false, release: true },
  );
  const { version, changelog, tests, release } = wanted;
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const change = (changes: Partial<Wanted>) => {
    setWanted((wanted) => ({ ...wanted, ...changes }));
    setError(undefined);
  };
  const problem = error === undefined ? undefined : asProblem(error);
  const wrong = !parse(version)
    ? t("publish.wrong_number")
    : taken.includes(version)
      ? t("publish.taken")
      : (problem?.field("version") ?? (problem?.code.startsWith("version.") ? problem.words : undefined));

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      await workspace.saveAll();
      const published = api.POST("/api/v1/plugins/{plugin}/versions", {
        params: { path: { plugin: plugin.id } },
        body: { from: "workspace", ...wanted },
        headers: { "content-type": "application/json" },
      });
      onPublished(await body(published), wanted);
    } catch (error) {
      setError(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      {fault && (
        <p role="alert" className="rounded-md border border-danger bg-danger-soft p-3">
          {t("publish.broken")}{" "}
          <button
            type="button"
            className="underline"
            onClick={() => void workspace.openFile(fault.path, fault)}
          >
            {t("problems.place", { path: fault.path, line: fault.line })}: {fault.message}
          </button>
        </p>
      )}
      {unsaved && (
        <p role="alert" className="rounded-md border border-danger bg-danger-soft p-3">
          {t("publish.unsaved", { path: unsaved.path })}
        </p>
      )}
      <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
        <Field
          label={t("publish.version")}
          hint={last && t("publish.last", { version: last })}
          error={wrong}
          className="w-40"
        >
          {(ids) => (
            <Input
              {...ids}
              spellCheck={false}
              autoComplete="off"
              value={version}
              onChange={(event) => change({ version: event.target.value.trim() })}
            />
          )}
        </Field>
        {last && <NextSteps steps={next(last)} value={version} onChange={(version) => change({ version })} />}
      </div>
      <Field
        label={t("publish.changelog")}
        hint={t("publish.changelog_hint")}
        error={problem?.field("changelog")}
      >
        {(ids) => (
          <Textarea
            {...ids}
            rows={3}
            value={changelog}
            onChange={(event) => change({ changelog: event.target.value })}
          />
        )}
      </Field>
      {ready ? (
        <Changes workspace={workspace} since={ready} />
      ) : (
        <p className="text-muted">
          {t("publish.first", { count: workspace.entries.filter(({ kind }) => kind === "file").length })}
        </p>
      )}
      <div className="flex flex-col gap-2">
        {plugin.kind === "python" && (
          <Check
            label={t("publish.tests")}
            hint={t("publish.tests_hint")}
            value={tests}
            onChange={(tests) => change({ tests })}
          />
        )}
        <Check
          label={t("publish.release")}
          hint={t("publish.release_hint")}
          value={release}
          onChange={(release) => change({ release })}
        />
      </div>
      {problem && !wrong && <Trouble error={problem} />}
      <div className="flex justify-end gap-2">
        <Button onClick={onCancel}>{t("cancel", { ns: "common" })}</Button>
        <Button type="submit" kind="primary" disabled={isBusy || Boolean(wrong || fault || unsaved)}>
          {t("publish.publish")}
        </Button>
      </div>
    </form>
  );
}

interface NextStepsProps {
  steps: Steps;
  value: string;
  onChange: (version: string) => void;
}

function NextSteps({ steps, value, onChange }: NextStepsProps) {
  const { t } = useTranslation("editor-run");
  return (
    <fieldset aria-label={t("publish.steps.label")} className="flex flex-wrap gap-1 pt-6">
      {(["patch", "minor", "major"] as const).map((step) => (
        <Button
          key={step}
          aria-pressed={steps[step] === value}
          className="aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-accent-strong"
          onClick={() => onChange(steps[step])}
        >
          {t(`publish.steps.${step}`)} <code className="text-xs font-normal">{steps[step]}</code>
        </Button>
      ))}
    </fieldset>
  );
}

interface CheckProps {
  label: string;
  hint: string;
  value: boolean;
  onChange: (value: boolean) => void;
}

function Check({ label, hint, value, onChange }: CheckProps) {
  const id = useId();
  return (
    <div className="flex items-start gap-2">
      <input
        id={id}
        type="checkbox"
        aria-describedby={`${id}-hint`}
        checked={value}
        onChange={(event) => onChange(event.target.checked)}
        className="mt-1 size-4 accent-accent"
      />
      <div>
        <label htmlFor={id}>{label}</label>
        <p id={`${id}-hint`} className="text-xs text-muted">
          {hint}
        </p>
      </div>
    </div>
  );
}
