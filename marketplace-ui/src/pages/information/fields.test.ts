import { expect, test } from "vitest";
import type { Plugin } from "@/api/client";
import { asChange, asNew, EMPTY, fieldsOf, minor, words } from "./fields";

test("keywords are words, each once, whatever stands between", () => {
  expect(words(" chart  data,图表、chart Data")).toEqual(["chart", "data", "图表"]);
});

test("a price is sent in minor units of its currency, and a free plugin has no currency", () => {
  expect(minor("9.90", "CNY")).toBe(990);
  expect(minor("9,9", "EUR")).toBe(990);
  expect(minor("500", "JPY")).toBe(500);
  expect(minor("", "EUR")).toBe(0);
  for (const text of ["-1", "1.", "ten", "1.234"]) expect(minor(text, "EUR")).toBeUndefined();
  expect(minor("9.90", "JPY")).toBeUndefined();
  expect(asNew({ ...EMPTY, price: "9.90", currency: "CNY" })).toMatchObject({ price: 990, currency: "CNY" });
  expect(asNew({ ...EMPTY, price: "0" }).currency).toBeUndefined();
});

test("what is left empty in a new plugin is left to the platform", () => {
  const made = asNew({ ...EMPTY, name: "hello", title: " ", licence: "" });
  expect(made).toMatchObject({ name: "hello", template: "django", version: "0.1.0" });
  for (const name of ["title", "developer", "licence", "owner", "logo"]) {
    expect(made[name as "title"]).toBeUndefined();
  }
});

const PLUGIN = {
  name: "hello",
  title: "Hello",
  developer: "Ada",
  copyright: "",
  description: "Greets",
  keywords: ["a", "b"],
  category: "tools",
  licence: "MIT",
  default_options: { colour: "red" },
  price: 500,
  currency: "JPY",
  visibility: "public",
} as unknown as Plugin;

test("only what is different is sent", () => {
  const fields = fieldsOf(PLUGIN);
  expect(asChange(fields, { ...fields })).toEqual({});
  expect(asChange(fields, { ...fields, keywords: "a, b", default_options: '{"colour":"red"}' })).toEqual({});
  expect(asChange(fields, { ...fields, category: "", title: "Hi" })).toEqual({ category: null, title: "Hi" });
});

test("a price and its currency are sent together", () => {
  const fields = fieldsOf(PLUGIN);
  expect(fields.price).toBe("500");
  expect(asChange(fields, { ...fields, price: "600" })).toEqual({ price: 600, currency: "JPY" });
  expect(asChange(fields, { ...fields, currency: "EUR" })).toEqual({ price: 50_000, currency: "EUR" });
  expect(asChange(fields, { ...fields, price: "0" })).toEqual({ price: 0, currency: undefined });
});
