import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, body, type Plugin } from "@/api/client";
import type { Version } from "@/api/plugin";
import { Field, Textarea } from "@/components/ui/field";
import { tell } from "@/components/ui/toast";
import { QuestionDialog } from "../header/question";
import { releasesQuery } from "./releases";

type Mark = "yank" | "unyank" | "deprecate" | "undeprecate";

export type Asked =
  | { kind: "rollback" }
  | { kind: "release"; version: Version }
  | { kind: Mark; version: Version };

interface QuestionsProps {
  plugin: Plugin;
  asked: Asked;
  onClose: () => void;
}

/** Asks before another version answers, or something is said about one. */
export function Questions({ plugin, asked, onClose }: QuestionsProps) {
  const dialog = { plugin, open: true, onOpenChange: onClose };
  if (asked.kind === "rollback") return <Rollback {...dialog} />;
  if (asked.kind === "release") return <Release {...dialog} version={asked.version.version} />;
  return <Marked {...dialog} kind={asked.kind} version={asked.version} />;
}

interface DialogProps {
  plugin: Plugin;
  open: boolean;
  onOpenChange: () => void;
}

/** Everything that says which version answers is asked for again. */
function useRefresh(plugin: Plugin) {
  const queries = useQueryClient();
  return () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: ["plugin", plugin.id, "versions"] }),
      queries.invalidateQueries({ queryKey: ["plugin", plugin.id, "releases"] }),
      queries.invalidateQueries({ queryKey: ["plugin", `${plugin.owner.name}/${plugin.name}`] }),
      queries.invalidateQueries({ queryKey: ["plugins"] }),
    ]);
}

function Release({ plugin, version, ...dialog }: DialogProps & { version: string }) {
  const { t } = useTranslation("plugin");
  const refresh = useRefresh(plugin);
  const release = async () => {
    const params = { path: { plugin: plugin.id } };
    await api.POST("/api/v1/plugins/{plugin}/releases", { params, body: { version } });
    await refresh();
    tell(t("release.done", { version }));
  };
  return (
    <QuestionDialog
      {...dialog}
      title={t("release.title", { version })}
      description={
        plugin.version ? t("release.about", { version, now: plugin.version }) : t("release.about_first")
      }
      action={t("versions.release")}
      onAnswer={release}
    />
  );
}

function Rollback({ plugin, ...dialog }: DialogProps) {
  const { t } = useTranslation("plugin");
  const refresh = useRefresh(plugin);
  const { data: releases } = useQuery(releasesQuery(plugin));
  const rollBack = async () => {
    const params = { path: { plugin: plugin.id } };
    const { version } = await body(api.POST("/api/v1/plugins/{plugin}/releases/rollback", { params }));
    await refresh();
    tell(t("rollback.done", { version }));
  };
  // Only a first step back is sure: after one, the platform knows how far back it has gone already.
  const [newest, ...older] = releases?.items ?? [];
  const before =
    newest?.reason !== "rollback" && older.find(({ version }) => version !== newest?.version)?.version;
  return (
    <QuestionDialog
      {...dialog}
      title={t("rollback.title")}
      description={
        before
          ? t("rollback.about_to", { now: plugin.version, before })
          : t("rollback.about", { now: plugin.version })
      }
      action={t("rollback.action")}
      onAnswer={rollBack}
    />
  );
}

function Marked({ plugin, kind, version, ...dialog }: DialogProps & { kind: Mark; version: Version }) {
  const { t } = useTranslation("plugin");
  const refresh = useRefresh(plugin);
  const [reason, setReason] = useState("");
  const field = kind === "yank" || kind === "unyank" ? "yanked" : "deprecated";
  const takesBack = kind === "unyank" || kind === "undeprecate";
  const mark = async () => {
    await api.PATCH("/api/v1/plugins/{plugin}/versions/{version}", {
      params: { path: { plugin: plugin.id, version: version.version } },
      body: { [field]: takesBack ? null : reason },
    });
    await refresh();
    tell(t(`mark.${kind}.done`, { version: version.version }));
  };
  return (
    <QuestionDialog
      {...dialog}
      title={t(`mark.${kind}.title`, { version: version.version })}
      description={t(`mark.${kind}.about`)}
      action={t(`mark.${kind}.action`)}
      danger={kind === "yank"}
      onAnswer={mark}
      fields={[field]}
    >
      {(problem) =>
        !takesBack && (
          <Field label={t("reason")} hint={t("mark.reason_hint")} error={problem?.field(field)}>
            {(ids) => (
              <Textarea
                {...ids}
                required
                value={reason}
                onChange={(event) => setReason(event.target.value)}
              />
            )}
          </Field>
        )
      }
    </QuestionDialog>
  );
}
