import { expect, test } from "vitest";
import { forbidsFraming } from "./framing";

const ask = (headers: Record<string, string>, isSameOrigin = false) =>
  forbidsFraming(new Headers(headers), isSameOrigin, "http://localhost:8899");

test("what Django says by default forbids it", () => {
  expect(ask({ "x-frame-options": "DENY" })).toBe("X-Frame-Options: DENY");
  expect(ask({ "x-frame-options": "sameorigin" })).toBe("X-Frame-Options: sameorigin");
  expect(ask({ "x-frame-options": "SAMEORIGIN" }, true)).toBeUndefined();
  expect(ask({})).toBeUndefined();
});

test("the policy counts before the older header", () => {
  const policy = "default-src 'self'; frame-ancestors 'none'";
  expect(ask({ "content-security-policy": policy })).toBe("frame-ancestors 'none'");
  expect(ask({ "content-security-policy": "frame-ancestors *", "x-frame-options": "DENY" })).toBeUndefined();
  expect(ask({ "content-security-policy": "frame-ancestors http://localhost:8899" })).toBeUndefined();
  expect(ask({ "content-security-policy": "frame-ancestors 'self'" })).toBe("frame-ancestors 'self'");
});
