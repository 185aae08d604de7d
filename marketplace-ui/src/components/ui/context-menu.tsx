import { ContextMenu as RadixContext } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/lib/class-names";

/** A menu that a right click, a long press or the menu key opens on what it holds. */
export function ContextMenu({ target, children }: { target: ReactNode; children: ReactNode }) {
  return (
    <RadixContext.Root>
      <RadixContext.Trigger asChild>{target}</RadixContext.Trigger>
      <RadixContext.Portal>
        <RadixContext.Content className="menu">{children}</RadixContext.Content>
      </RadixContext.Portal>
    </RadixContext.Root>
  );
}

export function ContextItem({
  className,
  danger,
  ...props
}: ComponentProps<typeof RadixContext.Item> & { danger?: boolean }) {
  return (
    <RadixContext.Item
      className={cn("menu-item", danger && "text-danger [&_svg]:text-danger", className)}
      {...props}
    />
  );
}

export function ContextSeparator() {
  return <RadixContext.Separator className="my-1 border-t" />;
}
