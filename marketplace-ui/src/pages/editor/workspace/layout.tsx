import { type ReactNode, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { Group, Panel, Separator, useDefaultLayout } from "react-resizable-panels";
import { cn } from "@/lib/class-names";

export type Pane = "side" | "code" | "preview" | "bottom";

interface LayoutProps extends Record<Pane, ReactNode> {
  /** The one that is seen where there is room for one. */
  pane: Pane;
  onPane: (pane: Pane) => void;
}

/** Three panes side by side, their sizes remembered; where there is no room for them, tabs. */
export function Layout({ pane, onPane, side, code, preview, bottom }: LayoutProps) {
  const isNarrow = useIsNarrow();
  if (isNarrow) {
    return <Narrow pane={pane} onPane={onPane} panes={{ side, code, preview, bottom }} />;
  }
  return <Wide side={side} code={code} preview={preview} bottom={bottom} />;
}

function Wide({ side, code, preview, bottom }: Record<Pane, ReactNode>) {
  const { t } = useTranslation("editor");
  const columns = useDefaultLayout({ id: "mspf-editor", storage: localStorage });
  const rows = useDefaultLayout({ id: "mspf-editor-right", storage: localStorage });
  return (
    <Group orientation="horizontal" className="min-h-0 grow" {...columns}>
      <Panel
        id="side"
        defaultSize="18%"
        minSize={160}
        maxSize="40%"
        groupResizeBehavior="preserve-pixel-size"
      >
        <Region label={t("panes.side")}>{side}</Region>
      </Panel>
      <Bar label={t("resize.side")} />
      <Panel id="code" defaultSize="48%" minSize={240}>
        <Region label={t("panes.code")}>{code}</Region>
      </Panel>
      <Bar label={t("resize.code")} />
      <Panel id="right" defaultSize="34%" minSize={200}>
        <Group orientation="vertical" className="size-full" {...rows}>
          <Panel id="preview" defaultSize="62%" minSize={80}>
            <Region label={t("panes.preview")}>{preview}</Region>
          </Panel>
          <Bar label={t("resize.preview")} isRow />
          <Panel id="bottom" defaultSize="38%" minSize={80}>
            <Region label={t("panes.bottom")}>{bottom}</Region>
          </Panel>
        </Group>
      </Panel>
    </Group>
  );
}

function Region({ label, children }: { label: string; children: ReactNode }) {
  return (
    <section
      aria-label={label}
      className="flex size-full min-h-0 min-w-0 flex-col overflow-hidden bg-surface"
    >
      {children}
    </section>
  );
}

/** What is dragged, or moved with the arrow keys. */
function Bar({ label, isRow }: { label: string; isRow?: boolean }) {
  return (
    <Separator
      aria-label={label}
      className={cn(
        "relative shrink-0 bg-line outline-none after:absolute after:z-10 after:transition-colors hover:after:bg-accent focus-visible:after:bg-accent data-[separator=active]:after:bg-accent data-[separator=hover]:after:bg-accent",
        isRow ? "h-px after:inset-x-0 after:-inset-y-px" : "w-px after:-inset-x-px after:inset-y-0",
      )}
    />
  );
}

const PANES: Pane[] = ["side", "code", "preview", "bottom"];

function Narrow({ pane, onPane, panes }: Omit<LayoutProps, Pane> & { panes: Record<Pane, ReactNode> }) {
  const { t } = useTranslation("editor");
  return (
    <>
      <nav aria-label={t("panes.label")} className="grid shrink-0 grid-cols-4 border-b bg-surface">
        {PANES.map((name) => (
          <button
            key={name}
            type="button"
            aria-current={name === pane}
            onClick={() => onPane(name)}
            className="border-b-2 border-transparent px-1 py-2 text-muted aria-[current=true]:border-accent aria-[current=true]:font-medium aria-[current=true]:text-ink"
          >
            {t(`panes.${name}`)}
          </button>
        ))}
      </nav>
      {/* All stay, so that nothing in them is lost; one is seen. */}
      <div className="relative min-h-0 grow">
        {PANES.map((name) => (
          <div key={name} className={cn("absolute inset-0", name !== pane && "invisible")}>
            <Region label={t(`panes.${name}`)}>{panes[name]}</Region>
          </div>
        ))}
      </div>
    </>
  );
}

const narrow = matchMedia("(max-width: 767px)");

function subscribe(listener: () => void) {
  narrow.addEventListener("change", listener);
  return () => narrow.removeEventListener("change", listener);
}

const useIsNarrow = () => useSyncExternalStore(subscribe, () => narrow.matches);
