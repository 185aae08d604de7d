import { expect, test } from "vitest";
import { plainText } from "./plain-text";

test("of Markdown the words are left", () => {
  expect(plainText("# Units\n\nConverts **quickly**, see [the *guide*](https://a.b).")).toBe(
    "Units Converts quickly, see the guide.",
  );
  expect(plainText("- one\n- `two`\n> three\n1. four")).toBe("one two three four");
  expect(plainText("![logo](a.png) <b>bold</b>")).toBe("logo bold");
});

test("what only looks like Markdown stays", () => {
  expect(plainText("2 * 3 * 4, snake_case_name, a-b")).toBe("2 * 3 * 4, snake_case_name, a-b");
});
