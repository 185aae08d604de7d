import { Tabs } from "radix-ui";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Badge } from "@/components/ui/parts";
import { Problems } from "../problems/problems";
import { RequestBuilder } from "../request/request";
import { useWorkspace, type Workspace } from "../workspace/workspace";
import { Console } from "./console";

const TABS = ["problems", "console", "request"] as const;
type Tab = (typeof TABS)[number];

interface BottomPanelProps {
  workspace: Workspace;
  /** One of the tabs is asked for; where there is room for one pane, it is to be this one. */
  onShow?: () => void;
}

/** What the plugin does: what is wrong with it, what it writes, what it answers. */
export function BottomPanel({ workspace, onShow }: BottomPanelProps) {
  const { t } = useTranslation("editor-run");
  const [tab, setTab] = useState<Tab>("console");
  const [filter, setFilter] = useState("");
  const problems = useWorkspace(workspace, ({ problems }) => problems.length);

  useEffect(() => {
    const show = (tab: Tab) => {
      setTab(tab);
      onShow?.();
    };
    return workspace.commands.register(
      ...TABS.map((tab) => ({ id: `show.${tab}`, title: t(`show.${tab}`), run: () => show(tab) })),
    );
  }, [workspace, onShow, t]);
  const showRequest = (id: string) => {
    setFilter(id);
    setTab("console");
  };
  const contents: Record<Tab, ReactNode> = {
    problems: <Problems workspace={workspace} />,
    console: <Console workspace={workspace} filter={filter} onFilter={setFilter} />,
    request: <RequestBuilder workspace={workspace} onLog={showRequest} />,
  };
  return (
    <Tabs.Root
      value={tab}
      onValueChange={(value) => setTab(value as Tab)}
      className="flex min-h-0 grow flex-col"
    >
      <Tabs.List aria-label={t("panel")} className="flex h-9 shrink-0 gap-1 overflow-x-auto border-b px-1">
        {TABS.map((name) => (
          <Tabs.Trigger
            key={name}
            value={name}
            className="flex items-center gap-1.5 border-b-2 border-transparent px-2 text-xs whitespace-nowrap text-muted hover:text-ink focus-visible:-outline-offset-2 data-[state=active]:border-accent data-[state=active]:font-medium data-[state=active]:text-ink"
          >
            {t(`${name}.title`)}
            {name === "problems" && problems > 0 && <Badge tone="danger">{problems}</Badge>}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      {TABS.map((name) => (
        <Tabs.Content
          key={name}
          value={name}
          tabIndex={-1}
          // A request that is being written stays; what only shows is made anew.
          {...(name === "request" ? { forceMount: true } : {})}
          className="flex min-h-0 grow flex-col outline-none data-[state=inactive]:hidden"
        >
          {contents[name]}
        </Tabs.Content>
      ))}
    </Tabs.Root>
  );
}
