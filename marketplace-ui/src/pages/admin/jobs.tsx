import { useTranslation } from "react-i18next";
import { call } from "@/api/client";
import { Paged } from "@/components/paged";
import { Select } from "@/components/ui/field";
import { Badge, Empty, Progress } from "@/components/ui/parts";
import { Cell, Row, Table } from "@/components/ui/table";
import { ago, dateTime } from "@/lib/format";
import { usePages } from "@/lib/use-pages";
import { useQueryWords } from "@/lib/use-query-words";
import { ifThere } from "./if-there";

const STATES = ["queued", "running", "succeeded", "failed"] as const;
const TONES = { queued: "plain", running: "accent", succeeded: "good", failed: "danger" } as const;

interface Job {
  id: string;
  kind: string;
  key: string;
  state: (typeof STATES)[number];
  plugin: string | null;
  attempts: number;
  node: string | null;
  progress: number;
  step: string;
  error: string | null;
  created_at: string;
}

interface Jobs {
  items: Job[];
  next: string | null;
}

export function Jobs() {
  const { t } = useTranslation("admin");
  const [{ state = "" }, change] = useQueryWords();
  const pages = usePages<Job>(["admin", "jobs", state], (after) => {
    const query = new URLSearchParams({ ...(state && { state }), ...(after && { after }) });
    return ifThere<Jobs>(call(`/api/v1/admin/jobs?${query}`), { items: [], next: null });
  });
  return (
    <div className="flex flex-col gap-4">
      <Select
        aria-label={t("jobs.state")}
        className="w-auto self-start"
        value={state}
        onChange={(event) => change({ state: event.target.value || undefined })}
      >
        <option value="">{t("jobs.every_state")}</option>
        {STATES.map((state) => (
          <option key={state} value={state}>
            {t(`jobs.states.${state}`)}
          </option>
        ))}
      </Select>
      <Paged pages={pages} empty={<Empty title={t("jobs.none")}>{t("jobs.none_text")}</Empty>}>
        {(jobs) => (
          <Table
            label={t("jobs.title")}
            columns={["job", "state", "attempts", "node", "created"].map((column) => ({
              name: t(`jobs.${column}`),
            }))}
          >
            {jobs.map((job) => (
              <JobRow key={job.id} job={job} />
            ))}
          </Table>
        )}
      </Paged>
    </div>
  );
}

function JobRow({ job }: { job: Job }) {
  const { t } = useTranslation("admin");
  return (
    <Row>
      <Cell className="break-all">
        <span className="font-medium">{job.kind}</span>
        <code className="block text-xs text-muted">{job.plugin ?? job.key}</code>
        {job.error && <span className="block text-xs text-danger">{job.error}</span>}
      </Cell>
      <Cell>
        <Badge tone={TONES[job.state]}>{t(`jobs.states.${job.state}`)}</Badge>
        {job.state === "running" && (
          <div className="mt-1 flex max-w-40 flex-col gap-1 text-xs text-muted">
            {job.step}
            <Progress value={job.progress / 100} label={job.step || job.kind} />
          </div>
        )}
      </Cell>
      <Cell className="text-muted tabular-nums">
        <span className="sm:hidden">{t("jobs.attempts")}: </span>
        {job.attempts}
      </Cell>
      <Cell className="break-all text-muted">{job.node}</Cell>
      <Cell className="whitespace-nowrap text-muted">
        <time dateTime={job.created_at} title={dateTime(job.created_at)}>
          {ago(job.created_at)}
        </time>
      </Cell>
    </Row>
  );
}
