import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/lib/class-names";

interface TableProps {
  label: string;
  /** Headings of the columns; one that only says what is to see in it may be hidden from view. */
  columns: { name: string; hidden?: boolean }[];
  children: ReactNode;
}

/** A table; on a narrow screen each row becomes a block of its own. */
export function Table({ label, columns, children }: TableProps) {
  return (
    <table aria-label={label} className="w-full border-collapse max-sm:block">
      <thead className="max-sm:sr-only">
        <tr className="border-b text-left text-xs text-muted">
          {columns.map(({ name, hidden }) => (
            <th key={name} scope="col" className="px-2 py-2 font-medium">
              <span className={hidden ? "sr-only" : undefined}>{name}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="max-sm:flex max-sm:flex-col max-sm:gap-2">{children}</tbody>
    </table>
  );
}

export function Row({ className, ...props }: ComponentProps<"tr">) {
  return (
    <tr
      className={cn(
        "border-b align-top max-sm:flex max-sm:flex-wrap max-sm:items-center max-sm:gap-x-3 max-sm:gap-y-1 max-sm:rounded-md max-sm:border max-sm:bg-surface max-sm:p-3 sm:hover:bg-raised/50",
        className,
      )}
      {...props}
    />
  );
}

export function Cell({ className, ...props }: ComponentProps<"td">) {
  return (
    <td
      className={cn(
        "px-2 py-2.5 break-words empty:hidden sm:empty:table-cell max-sm:p-0 max-sm:first:w-full",
        className,
      )}
      {...props}
    />
  );
}
