import { Files, History, Search } from "lucide-react";
import { Tabs } from "radix-ui";
import { useTranslation } from "react-i18next";
import { HistoryPane } from "../history/pane";
import { SearchPane } from "../search/pane";
import { FilesPane } from "../tree/pane";
import type { Workspace } from "./workspace";

export type View = "files" | "search" | "history";

const VIEWS = [
  { view: "files", Icon: Files },
  { view: "search", Icon: Search },
  { view: "history", Icon: History },
] as const;

interface SideProps {
  workspace: Workspace;
  view: View;
  onView: (view: View) => void;
}

/** The left pane: the files, what is looked for in them, and what they were. */
export function Side({ workspace, view, onView }: SideProps) {
  const { t } = useTranslation("editor");
  return (
    <Tabs.Root
      value={view}
      onValueChange={(value) => onView(value as View)}
      className="flex min-h-0 grow flex-col"
    >
      <Tabs.List aria-label={t("side")} className="flex h-9 shrink-0 border-b">
        {VIEWS.map(({ view, Icon }) => (
          <Tabs.Trigger
            key={view}
            value={view}
            className="flex min-w-0 grow basis-0 items-center justify-center gap-1.5 border-b-2 border-transparent px-1 text-xs text-muted hover:text-ink focus-visible:-outline-offset-2 data-[state=active]:border-accent data-[state=active]:text-ink [&_svg]:size-3.5 [&_svg]:shrink-0"
          >
            <Icon aria-hidden />
            <span className="truncate">{t(`views.${view}`)}</span>
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      {/* The tree stays where it is, unfolded and scrolled, while something else is seen. */}
      <Tabs.Content
        value="files"
        forceMount
        className="flex min-h-0 grow flex-col data-[state=inactive]:hidden"
      >
        <FilesPane workspace={workspace} />
      </Tabs.Content>
      <Tabs.Content
        value="search"
        forceMount
        className="flex min-h-0 grow flex-col data-[state=inactive]:hidden"
      >
        <SearchPane workspace={workspace} isSeen={view === "search"} />
      </Tabs.Content>
      <Tabs.Content value="history" className="flex min-h-0 grow flex-col outline-none">
        <HistoryPane workspace={workspace} />
      </Tabs.Content>
    </Tabs.Root>
  );
}
