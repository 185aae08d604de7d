import { expect, test, vi } from "vitest";

vi.mock("./client", () => ({ call: vi.fn() }));
const { parse } = await import("./events");

test("an event has an id, a kind and lines of data", () => {
  expect(parse("id: 7\nevent: saved\ndata: {\ndata: }")).toEqual({ id: "7", event: "saved", data: "{\n}" });
});

test("a heartbeat is no event", () => {
  expect(parse(": heartbeat")).toBeUndefined();
});
