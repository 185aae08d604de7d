import { cva, type VariantProps } from "class-variance-authority";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "@/lib/class-names";

const look = cva(
  "inline-flex shrink-0 items-center justify-center gap-2 rounded-md border text-sm font-medium whitespace-nowrap transition-colors disabled:pointer-events-none disabled:opacity-50 aria-disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0",
  {
    variants: {
      kind: {
        primary: "border-transparent bg-accent text-on-accent hover:bg-accent-strong",
        plain: "border-line bg-surface text-ink hover:bg-raised",
        quiet: "border-transparent bg-transparent text-ink hover:bg-raised",
        danger: "border-transparent bg-danger text-canvas hover:opacity-90",
      },
      size: { md: "h-9 px-3", sm: "h-7 px-2 text-xs", icon: "size-9", "icon-sm": "size-7" },
    },
    defaultVariants: { kind: "plain", size: "md" },
  },
);

type Props = ComponentProps<"button"> & VariantProps<typeof look> & { asChild?: boolean };

/** A button; with `asChild`, whatever stands in it looks like one (a link). */
export function Button({ className, kind, size, asChild, ...props }: Props) {
  const Element = asChild ? Slot.Root : "button";
  return (
    <Element
      {...(asChild ? {} : { type: "button" })}
      className={cn(look({ kind, size }), className)}
      {...props}
    />
  );
}
