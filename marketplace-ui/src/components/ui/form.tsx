import { useMutation } from "@tanstack/react-query";
import { type ComponentProps, type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { asProblem, type Problem } from "@/api/problem";
import { Trouble } from "./parts";

interface Options<T> {
  /** The fields, each with the codes of problems that can only mean it. */
  fields: Record<string, string[]>;
  /** What the form is for. */
  send: (data: FormData) => Promise<T>;
  done?: (result: T, form: HTMLFormElement) => unknown;
}

interface Sent {
  form: HTMLFormElement;
  data: FormData;
}

export interface FormState {
  busy: boolean;
  problem: Problem | undefined;
  /** The problem, where no field tells of it. */
  trouble: Problem | undefined;
  /** What is wrong with a field, until it is changed. */
  wrong: (name: string) => string | undefined;
  touch: (name: string) => void;
  submit: (sent: Sent) => void;
}

/** Sends a form, and tells each field what is wrong with it. */
export function useForm<T>({ fields, send, done }: Options<T>): FormState {
  const [touched, setTouched] = useState<string[]>([]);
  const { mutate, error, isPending } = useMutation({
    mutationFn: ({ data }: Sent) => send(data),
    onMutate: () => setTouched([]),
    onSuccess: (result, { form }) => done?.(result, form),
  });
  const problem = error ? asProblem(error) : undefined;
  const about = (name: string): string | undefined =>
    problem?.field(name) ?? (problem && fields[name]?.includes(problem.code) ? problem.words : undefined);
  const isTold = problem?.errors.length
    ? problem.errors.every(({ field }) => field in fields)
    : Object.keys(fields).some(about);
  return {
    busy: isPending,
    problem,
    trouble: isTold ? undefined : problem,
    wrong: (name) => (touched.includes(name) ? undefined : about(name)),
    touch: (name) => !touched.includes(name) && setTouched([...touched, name]),
    submit: mutate,
  };
}

type FormProps = Omit<ComponentProps<"form">, "onSubmit" | "onInput"> & {
  state: FormState;
  children: ReactNode;
};

/** A form; where it is refused, the first field at fault gets the focus. */
export function Form({ state, children, ...props }: FormProps) {
  const element = useRef<HTMLFormElement>(null);
  const { problem, trouble, busy } = state;
  useEffect(() => {
    if (problem) element.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [problem]);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    const form = event.currentTarget;
    // With the name and value of the button that was pressed.
    const { submitter } = event.nativeEvent as SubmitEvent;
    state.submit({ form, data: new FormData(form, submitter) });
  };
  return (
    <form
      ref={element}
      onSubmit={submit}
      onInput={({ target }) => state.touch((target as HTMLInputElement).name)}
      className="flex flex-col gap-4"
      {...props}
    >
      {trouble && <Trouble error={trouble} />}
      {children}
    </form>
  );
}

/** The text of one field. */
export const text = (data: FormData, name: string) => String(data.get(name) ?? "");
