import { useNavigate, useSearch } from "@tanstack/react-router";

type Words = Record<string, string | undefined>;

/**
 * The words behind `?` in the address, as state: what is shown outlives a reload and can be linked to. A change keeps
 * the other words; `undefined` takes one away.
 */
export function useQueryWords(): [Words, (changed: Words, how?: { push?: boolean }) => void] {
  const search: Record<string, unknown> = useSearch({ strict: false });
  const navigate = useNavigate();
  const words = Object.fromEntries(
    Object.entries(search).map(([name, value]) => [name, value == null ? undefined : String(value)]),
  );
  const change = (changed: Words, { push = false } = {}) => {
    const search = (before: object) => ({ ...before, ...changed });
    void navigate({ to: ".", search: search as never, replace: !push, resetScroll: false });
  };
  return [words, change];
}
