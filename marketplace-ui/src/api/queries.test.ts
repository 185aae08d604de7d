import { QueryObserver } from "@tanstack/react-query";
import { expect, test } from "vitest";
import { Queries } from "./queries";

const KEY = ["list"];

/** A list whose answers come when they are told to, each with what there was when it was asked for. */
function list() {
  const queries = new Queries({ defaultOptions: { queries: { staleTime: 60_000, retry: false } } });
  const answers: (() => Promise<void>)[] = [];
  let now = "before";
  const queryFn = () => {
    const asked = now;
    return new Promise<string>((resolve) => {
      answers.push(async () => {
        resolve(asked);
        await new Promise((done) => setTimeout(done));
      });
    });
  };
  const show = () => {
    const observer = new QueryObserver(queries, { queryKey: KEY, queryFn });
    return { observer, leave: observer.subscribe(() => undefined) };
  };
  const change = () => {
    now = "after";
    void queries.invalidateQueries({ queryKey: KEY });
  };
  return { answers, show, change };
}

test("an answer from before a change, to a list that was left, does not pass for a fresh one", async () => {
  const { answers, show, change } = list();
  show().leave();
  change();
  await answers[0]?.();
  const { observer } = show();
  expect(answers.length).toBe(2);
  await answers[1]?.();
  expect(observer.getCurrentResult().data).toBe("after");
});

test("a list that is shown for the first time is shown, and asked for again", async () => {
  const { answers, show, change } = list();
  const { observer } = show();
  change();
  await answers[0]?.();
  expect(observer.getCurrentResult().data).toBe("before");
  await answers[1]?.();
  expect(observer.getCurrentResult().data).toBe("after");
});
