import { type FormEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Problem } from "@/api/problem";
import { check } from "./check";
import type { Fields } from "./fields";

type Name = keyof Fields;

/** Codes of refusals that can only mean one field. */
const MEANT: Record<string, Name> = {
  "plugin.name_taken": "name",
  "plugin.logo_no_image": "logo",
  "plugin.logo_too_large": "logo",
};

interface Options {
  initial: Fields;
  isNew: boolean;
  /** Why the platform did not take them. */
  problem: Problem | null;
  onSubmit: (fields: Fields) => void;
}

/** The fields of the form. What is wrong with one is told once it has been left, then as it is typed. */
export function useFields({ initial, isNew, problem, onSubmit }: Options) {
  const { t } = useTranslation("information");
  const [fields, setFields] = useState(initial);
  const [left, setLeft] = useState<ReadonlySet<Name>>(new Set());
  /** Changed since the platform has found fault with them. */
  const [changed, setChanged] = useState<ReadonlySet<Name>>(new Set());
  const form = useRef<HTMLFormElement>(null);
  const wrong = check(fields, isNew);

  const set = (name: Name, value: string) => {
    setFields({ ...fields, [name]: value });
    setChanged(new Set(changed).add(name));
  };
  const refusal = (name: Name) => {
    if (!problem || changed.has(name)) return undefined;
    return problem.field(name) ?? (MEANT[problem.code] === name ? problem.words : undefined);
  };
  const error = (name: Name): string | undefined => {
    const found = left.has(name) ? wrong[name] : undefined;
    return found ? t(found.key, { count: found.count }) : refusal(name);
  };
  const bind = (name: Name) => ({
    name,
    value: fields[name],
    onChange: (event: { target: { value: string } }) => set(name, event.target.value),
    onBlur: () => setLeft(new Set(left).add(name)),
  });
  /** Counts the tries, so that each leads to the first fault. */
  const [tries, setTries] = useState(0);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setLeft(new Set(Object.keys(fields) as Name[]));
    setTries(tries + 1);
    if (Object.keys(wrong).length) return;
    setChanged(new Set());
    onSubmit(fields);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: each try and each refusal leads there
  useEffect(() => {
    form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [tries, problem]);
  const told =
    problem && (problem.errors.length ? problem.errors.map(({ field }) => field) : [MEANT[problem.code]]);
  const isTold = told?.every((name) => name !== undefined && name in fields);
  return { form, fields, set, bind, error, submit, trouble: isTold ? null : problem };
}
