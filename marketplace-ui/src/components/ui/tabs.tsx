import { Tabs as Radix } from "radix-ui";
import { type ReactNode, useEffect, useRef } from "react";

interface TabsProps {
  value: string;
  onChange: (value: string) => void;
  tabs: { value: string; label: ReactNode; content: ReactNode }[];
  label: string;
}

export function Tabs({ value, onChange, tabs, label }: TabsProps) {
  const list = useRef<HTMLDivElement>(null);
  // On a narrow screen the tab that is shown may be far along.
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever another tab is shown
  useEffect(() => {
    const active = list.current?.querySelector<HTMLElement>("[data-state=active]");
    if (!list.current || !active) return;
    const { offsetLeft, offsetWidth } = active;
    const start = offsetLeft - list.current.offsetLeft;
    const { scrollLeft, clientWidth } = list.current;
    if (start < scrollLeft) list.current.scrollLeft = start;
    else if (start + offsetWidth > scrollLeft + clientWidth)
      list.current.scrollLeft = start + offsetWidth - clientWidth;
  }, [value, tabs.length]);
  return (
    <Radix.Root value={value} onValueChange={onChange}>
      <Radix.List ref={list} aria-label={label} className="flex gap-1 overflow-x-auto border-b">
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.value}
            value={tab.value}
            className="-mb-px border-b-2 border-transparent px-3 py-2 whitespace-nowrap text-muted hover:text-ink data-[state=active]:border-accent data-[state=active]:font-medium data-[state=active]:text-ink"
          >
            {tab.label}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map((tab) => (
        <Radix.Content key={tab.value} value={tab.value} className="py-5">
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
