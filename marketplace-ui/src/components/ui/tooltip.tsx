import { Tooltip as Radix } from "radix-ui";
import type { ReactElement, ReactNode } from "react";

/** How long the pointer rests before it is told more, in milliseconds. */
const DELAY = 400;

/** Says more about what it holds, on hover and on focus. */
export function Tooltip({ text, children }: { text: ReactNode; children: ReactElement }) {
  return (
    <Radix.Provider delayDuration={DELAY}>
      <Radix.Root>
        <Radix.Trigger asChild>{children}</Radix.Trigger>
        <Radix.Portal>
          <Radix.Content
            sideOffset={6}
            className="z-50 max-w-72 rounded bg-ink px-2 py-1 text-xs text-canvas shadow"
          >
            {text}
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </Radix.Provider>
  );
}
