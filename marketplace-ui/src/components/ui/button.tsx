import { Slot } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "@/lib/class-names";

interface Props extends ComponentProps<"button"> {
  kind?: "primary" | "plain" | "quiet" | "danger";
  size?: "md" | "sm" | "icon" | "icon-sm";
  asChild?: boolean;
}

/** A button; with `asChild`, whatever stands in it looks like one (a link). */
export function Button({ className, kind = "plain", size = "md", asChild, ...props }: Props) {
  const Element = asChild ? Slot.Root : "button";
  return (
    <Element
      {...(asChild ? {} : { type: "button" })}
      className={cn("button", `button-${kind}`, `button-${size}`, className)}
      {...props}
    />
  );
}
