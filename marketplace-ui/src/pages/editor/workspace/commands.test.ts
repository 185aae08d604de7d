import { expect, test } from "vitest";
import { Commands, keyNames, matches } from "./commands";

const press = (
  key: string,
  held: Partial<Record<"ctrlKey" | "metaKey" | "shiftKey" | "altKey", boolean>> = {},
) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...held,
});

test("Mod is Ctrl, and ⌘ on a Mac", () => {
  expect(matches("Mod-S", press("s", { ctrlKey: true }), false)).toBe(true);
  expect(matches("Mod-S", press("s", { metaKey: true }), true)).toBe(true);
  expect(matches("Mod-S", press("s", { ctrlKey: true }), true)).toBe(false);
  expect(matches("Mod-S", press("S", { ctrlKey: true, shiftKey: true }), false)).toBe(false);
  expect(matches("Alt-PageDown", press("PageDown", { altKey: true }), false)).toBe(true);
  expect(keyNames("Mod-Shift-F", false)).toBe("Ctrl+Shift+F");
  expect(keyNames("Mod-Shift-F", true)).toBe("⌘⇧F");
});

test("the later of two commands of one name counts, until it is taken away", () => {
  const commands = new Commands(() => undefined);
  const end = commands.register({ id: "a", title: "one", run: () => 1 });
  const endSecond = commands.register({ id: "a", title: "two", keys: "F1", run: () => 2 });
  expect(commands.run("a")).toBe(2);
  expect(commands.of(press("F1"))?.title).toBe("two");
  end();
  expect(commands.all).toHaveLength(1);
  endSecond();
  expect(commands.all).toHaveLength(0);
});
