import type { ReactNode } from "react";

interface Props {
  title: string;
  lead?: ReactNode;
  children: ReactNode;
  /** What else can be done here. */
  foot?: ReactNode;
}

/** A small form in the middle: the pages by which one comes in. */
export function Entry({ title, lead, children, foot }: Props) {
  return (
    <main className="mx-auto flex w-full max-w-sm flex-col gap-4 px-4 py-8 sm:py-16">
      <title>{`${title} · Mspf`}</title>
      <div className="flex flex-col gap-1">
        <h1 className="text-lg font-semibold">{title}</h1>
        {lead && <p className="text-muted">{lead}</p>}
      </div>
      <div className="rounded-md border bg-surface p-5">{children}</div>
      {foot && <p className="text-center text-muted">{foot}</p>}
    </main>
  );
}
