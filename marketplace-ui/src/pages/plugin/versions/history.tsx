import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Plugin } from "@/api/client";
import { Skeleton, Trouble } from "@/components/ui/parts";
import { dateTime } from "@/lib/format";
import { releasesQuery } from "./releases";

/** Which version answered from when on; asked for when somebody opens it. */
export function History({ plugin }: { plugin: Plugin }) {
  const { t } = useTranslation("plugin");
  const [isOpen, setOpen] = useState(false);
  const { data, error, refetch } = useQuery({ ...releasesQuery(plugin), enabled: isOpen });
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="cursor-pointer font-medium">{t("history.title")}</summary>
      <div className="mt-3">
        {error && <Trouble error={error} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton className="h-24" />}
        {data && (
          <ol className="flex flex-col gap-1.5 border-l pl-4">
            {data.items.map(({ number, version, reason, released_at }) => (
              <li key={number} className="flex flex-wrap gap-x-3">
                <span className="font-mono">{version}</span>
                <span>{t(`history.${reason}`)}</span>
                <time dateTime={released_at} className="text-muted">
                  {dateTime(released_at)}
                </time>
              </li>
            ))}
          </ol>
        )}
      </div>
    </details>
  );
}
