import { expect, test } from "vitest";
import { isPlaceHere } from "./return-path";

test("only places of this UI can be returned to", () => {
  for (const path of ["/", "/new", "/p/ada/hello?tab=logs#x", "/account?tab=tokens"]) {
    expect(isPlaceHere(path), path).toBe(true);
  }
  for (const path of [
    undefined,
    "",
    "new",
    "//evil.example",
    "/\\evil.example",
    "https://evil.example/",
    "/\t/evil.example",
  ]) {
    expect(isPlaceHere(path), path).toBe(false);
  }
});
