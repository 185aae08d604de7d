import { expect, test } from "vitest";
import { compare, inManifest, newest, next, suggestion } from "./numbers";

test("versions are ordered as semver says", () => {
  const order = [
    "1.0.0-alpha",
    "1.0.0-alpha.1",
    "1.0.0-alpha.beta",
    "1.0.0-beta.2",
    "1.0.0-beta.11",
    "1.0.0-rc.1",
    "1.0.0",
  ];
  expect([...order].reverse().sort(compare)).toEqual(order);
  expect(newest(["1.9.0", "1.10.0", "1.2.0"])).toBe("1.10.0");
});

test("what comes next", () => {
  expect(next("1.2.3")).toEqual({ patch: "1.2.4", minor: "1.3.0", major: "2.0.0" });
  expect(next("2.0.0-rc.1").patch).toBe("2.0.0");
});

test("the manifest's number counts while it is new", () => {
  expect(suggestion([], "0.1.0")).toBe("0.1.0");
  expect(suggestion(["0.1.0"], "0.1.0")).toBe("0.1.1");
  expect(suggestion(["0.1.0"], "0.2.0")).toBe("0.2.0");
  expect(suggestion([], undefined)).toBe("1.0.0");
});

test("a manifest's number is found in its section", () => {
  expect(
    inManifest(
      'manifest_version = 1\n\n[plugin]\nname = "a"\nversion = "1.4.0"\n\n[runtime]\nkind = "python"\n',
    ),
  ).toBe("1.4.0");
  expect(inManifest("[plugin]\nversion = '2.0.0'")).toBe("2.0.0");
  expect(inManifest('[other]\nversion = "9.9.9"\n')).toBeUndefined();
});
