import { expect, test } from "vitest";
import { check, isLicence } from "./check";
import { EMPTY, type Fields } from "./fields";

const wrong = (fields: Partial<Fields>, isNew = true) => check({ ...EMPTY, name: "hello", ...fields }, isNew);

test("what the form begins with is sound but for the name", () => {
  expect(wrong({})).toEqual({});
  expect(Object.keys(check(EMPTY, true))).toEqual(["name"]);
});

test("a name is what an address can hold", () => {
  for (const name of ["hello", "a-b-2"]) expect(wrong({ name }).name).toBeUndefined();
  for (const name of ["", "Hello", "a--b", "-a", "a_b", "你好"]) expect(wrong({ name }).name).toBeDefined();
  expect(wrong({ name: "a".repeat(63) }).name).toBeUndefined();
  expect(wrong({ name: "a".repeat(64) }).name).toEqual({ key: "wrong.long", count: 63 });
});

test("lengths are counted in characters, not in bytes", () => {
  expect(wrong({ title: "图".repeat(80) }).title).toBeUndefined();
  expect(wrong({ title: "😀".repeat(80) }).title).toBeUndefined();
  expect(wrong({ title: "图".repeat(81) }).title).toBeDefined();
  expect(wrong({ title: "" }, false).title).toBeDefined();
});

test("versions are of three numbers", () => {
  for (const version of ["", "1.0.0", "0.1.0-rc.1", "1.2.3+build"])
    expect(wrong({ version }).version).toBeUndefined();
  for (const version of ["1", "1.0", "01.0.0", "v1.0.0"]) expect(wrong({ version }).version).toBeDefined();
});

test("licences are SPDX expressions", () => {
  for (const licence of [
    "MIT",
    "MIT OR Apache-2.0",
    "(MIT OR GPL-2.0+) AND LicenseRef-mine",
    "GPL-2.0 WITH Classpath-exception-2.0",
  ])
    expect(isLicence(licence)).toBe(true);
  for (const licence of ["MIT or Apache", "MIT OR", "(MIT", "MIT Apache-2.0", "()", "my own!"])
    expect(isLicence(licence)).toBe(false);
});

test("options are an object of bounded size", () => {
  for (const default_options of ["", "{}", '{"a": [1]}']) expect(wrong({ default_options })).toEqual({});
  const large = JSON.stringify({ a: "x".repeat(33_000) });
  for (const default_options of ["[]", "1", "{", "null", large]) {
    expect(wrong({ default_options }).default_options).toBeDefined();
  }
});

test("there are bounds to prices, keywords and addresses", () => {
  expect(wrong({ price: "1000000.01", currency: "EUR" }).price).toEqual({ key: "wrong.price_high" });
  expect(wrong({ keywords: "a b c d e f g h i j k" }).keywords).toBeDefined();
  expect(wrong({ keywords: "a".repeat(41) }).keywords).toBeDefined();
  expect(wrong({ category: "Data tools" }).category).toBeDefined();
  for (const homepage of ["example.org", "https://", "ftp://a.b", "https://a b"])
    expect(wrong({ homepage }).homepage).toBeDefined();
  expect(wrong({ homepage: "https://example.org/a?b" }).homepage).toBeUndefined();
});
