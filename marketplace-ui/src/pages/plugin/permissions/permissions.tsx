import { Check, Database, Globe, type LucideIcon, Puzzle, ShieldCheck, X } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Empty } from "@/components/ui/parts";
import type { TabProps } from "../page";
import { hostPattern, LIMITS, manifestOf } from "./manifest";

const DENIED = ["session", "plugins", "network", "files", "programs"] as const;

/** What the plugin asks leave for, in plain words, and that nothing else is given. */
export function Permissions({ version }: TabProps) {
  const { t } = useTranslation("plugin");
  if (!version) return <Empty title={t("permissions.none_yet")}>{t("permissions.none_yet_about")}</Empty>;
  const { capabilities = {}, limits = {} } = manifestOf(version);
  const { outbound_hosts: hosts = [], key_value, plugins = [] } = capabilities;
  const asksNothing = !hosts.length && !key_value && !plugins.length;
  const asked = LIMITS.filter((limit) => limits[limit] !== undefined);
  return (
    <div className="grid gap-8 lg:grid-cols-2">
      <section aria-labelledby="asked" className="flex flex-col gap-3">
        <h2 id="asked" className="text-base font-semibold">
          {t("permissions.asked", { version: version.version })}
        </h2>
        {asksNothing && (
          <Grant Icon={ShieldCheck} title={t("permissions.nothing")}>
            {t("permissions.nothing_about")}
          </Grant>
        )}
        {hosts.length > 0 && (
          <Grant Icon={Globe} title={t("permissions.hosts")}>
            <ul className="list-disc pl-4">
              {hosts.map((pattern) => {
                const { host, isWild, isPlain } = hostPattern(pattern);
                return (
                  <li key={pattern}>
                    <code>{host}</code> {isWild && t("permissions.below")}{" "}
                    {isPlain && t("permissions.unencrypted")}
                  </li>
                );
              })}
            </ul>
          </Grant>
        )}
        {key_value && (
          <Grant Icon={Database} title={t("permissions.key_value")}>
            {t("permissions.key_value_about")}
          </Grant>
        )}
        {plugins.length > 0 && (
          <Grant Icon={Puzzle} title={t("permissions.plugins")}>
            <ul className="list-disc pl-4">
              {plugins.map((plugin) => (
                <li key={plugin}>
                  <code>{plugin}</code>
                </li>
              ))}
            </ul>
          </Grant>
        )}
        {asked.length > 0 && (
          <>
            <h3 className="mt-2 font-medium">{t("permissions.limits")}</h3>
            <dl className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-1 rounded-md border bg-surface p-3">
              {asked.map((limit) => (
                <div key={limit} className="contents">
                  <dt className="text-muted">{t(`limits.${limit}`)}</dt>
                  <dd className="text-right tabular-nums">
                    {t(`units.${limit}`, { value: limits[limit]?.toLocaleString() })}
                  </dd>
                </div>
              ))}
            </dl>
          </>
        )}
      </section>
      <section aria-labelledby="denied" className="flex flex-col gap-3">
        <h2 id="denied" className="text-base font-semibold">
          {t("permissions.denied")}
        </h2>
        <p className="text-muted">{t("permissions.denied_about")}</p>
        <ul className="flex flex-col gap-2">
          {DENIED.map((what) => (
            <li key={what} className="flex gap-2">
              <X aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" />
              {t(`permissions.never.${what}`)}
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

function Grant({ Icon, title, children }: { Icon: LucideIcon; title: string; children: ReactNode }) {
  return (
    <div className="flex gap-3 rounded-md border bg-surface p-4">
      <Icon aria-hidden className="mt-0.5 size-5 shrink-0 text-accent" />
      <div className="min-w-0">
        <h3 className="flex items-center gap-1 font-medium">
          {title}
          <Check aria-hidden className="size-4 text-success" />
        </h3>
        <div className="text-muted">{children}</div>
      </div>
    </div>
  );
}
