import { EditorState, Text } from "@codemirror/state";
import { expect, test } from "vitest";
import { changeBetween } from "./sync";

const text = (words: string) => Text.of(words.split("\n"));

test.each([
  ["", "a"],
  ["a", ""],
  ["aaa", "aa"],
  ["one\ntwo\nthree", "one\n2\nthree"],
  ["abab", "abxab"],
  [`${"x".repeat(9000)}y${"z".repeat(9000)}`, `${"x".repeat(9000)}--${"z".repeat(9000)}`],
])("a change makes one text of the other", (from, to) => {
  const change = changeBetween(text(from), text(to));
  const state = EditorState.create({ doc: text(from) }).update({ changes: change }).state;
  expect(state.doc.toString()).toBe(to);
});

test("only what differs changes", () => {
  expect(changeBetween(text("one\ntwo"), text("one\ntwo"))).toBeUndefined();
  expect(changeBetween(text("a = 1\nb = 2"), text("a = 1\nb = 3"))).toMatchObject({ from: 10, to: 11 });
});
