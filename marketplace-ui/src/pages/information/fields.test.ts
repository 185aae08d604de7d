import { expect, test } from "vitest";
import { check, described, EMPTY, words } from "./fields";

test("a name is what an address can hold", () => {
  for (const name of ["hello", "a-b-2"]) expect(check({ ...EMPTY, name }).name).toBeUndefined();
  for (const name of ["", "Hello", "a--b", "-a", "a_b", "你好"])
    expect(check({ ...EMPTY, name }).name).toBeDefined();
});

test("keywords are words, each once, whatever stands between", () => {
  expect(words(" chart  data,图表、chart ")).toEqual(["chart", "data", "图表"]);
});

test("a price is sent in minor units, and a free plugin has no currency", () => {
  expect(described({ ...EMPTY, price: "9.90", currency: "CNY" })).toMatchObject({
    price: 990,
    currency: "CNY",
  });
  expect(described({ ...EMPTY, price: "500", currency: "JPY" })).toMatchObject({ price: 500 });
  expect(described({ ...EMPTY, price: "0" }).currency).toBeUndefined();
});

test("options are an object", () => {
  for (const default_options of ["[]", "1", "{", "null"]) {
    expect(check({ ...EMPTY, name: "a", default_options }).default_options).toBeDefined();
  }
});
