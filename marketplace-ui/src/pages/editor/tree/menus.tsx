import { Ellipsis, FilePlus, FolderPlus, RefreshCw, Upload } from "lucide-react";
import { type ComponentType, Fragment, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { ContextItem, ContextSeparator } from "@/components/ui/context-menu";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu";
import { Tooltip } from "@/components/ui/tooltip";
import type { Action } from "./actions";

/** What a right click offers. */
export function ContextActions({ actions }: { actions: Action[][] }) {
  return <Offered actions={actions} Item={ContextItem} Separator={ContextSeparator} />;
}

const SHOWN = { "file.new": FilePlus, "folder.new": FolderPlus, upload: Upload, "refresh.tree": RefreshCw };

/** The same as buttons and a menu, for those who have no right button. */
export function Toolbar({ actions }: { actions: Action[][] }) {
  const { t } = useTranslation("editor");
  const all = actions.flat();
  return (
    <div
      role="toolbar"
      aria-label={t("toolbar")}
      className="flex h-9 shrink-0 items-center gap-0.5 border-b px-1"
    >
      {Object.entries(SHOWN).map(([id, Icon]) => {
        const action = all.find((action) => action.id === id);
        return (
          action && (
            <Tooltip key={id} text={action.title}>
              <Button kind="quiet" size="icon-sm" aria-label={action.title} onClick={action.run}>
                <Icon />
              </Button>
            </Tooltip>
          )
        );
      })}
      <div className="ml-auto">
        <Menu
          trigger={
            <Button kind="quiet" size="icon-sm" aria-label={t("more")}>
              <Ellipsis />
            </Button>
          }
        >
          <Offered actions={actions} Item={MenuItem} Separator={MenuSeparator} />
        </Menu>
      </div>
    </div>
  );
}

interface OfferedProps {
  actions: Action[][];
  Item: ComponentType<Pick<Action, "disabled" | "danger"> & { onSelect: () => void; children: ReactNode }>;
  Separator: ComponentType;
}

function Offered({ actions, Item, Separator }: OfferedProps) {
  // An open menu stays about what was chosen when it opened, even where an upload that ends chooses something else.
  const [offered] = useState(actions);
  return offered.map((group, index) => (
    <Fragment key={group[0]?.id}>
      {index > 0 && <Separator />}
      {group.map(({ id, disabled, danger, run, ...action }) => (
        <Item key={id} disabled={disabled} danger={danger} onSelect={run}>
          <Label {...action} />
        </Item>
      ))}
    </Fragment>
  ));
}

function Label({ title, Icon, keys }: Pick<Action, "title" | "Icon" | "keys">) {
  return (
    <>
      <Icon aria-hidden />
      <span className="grow">{title}</span>
      {keys && <kbd className="ml-4 text-xs text-muted">{keys}</kbd>}
    </>
  );
}
