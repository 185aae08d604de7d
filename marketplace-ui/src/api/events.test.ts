import { expect, test, vi } from "vitest";

vi.mock("./client", () => ({ call: vi.fn() }));
const { call } = await import("./client");
const { follow, parse } = await import("./events");

test("an event has an id, a kind and lines of data", () => {
  expect(parse("id: 7\nevent: saved\ndata: {\ndata: }")).toEqual({ id: "7", event: "saved", data: "{\n}" });
});

test("a heartbeat is no event", () => {
  expect(parse(": heartbeat")).toBeUndefined();
});

test("a connection that cannot say what was missed before it is told of", async () => {
  vi.useFakeTimers();
  const end = new AbortController();
  const heard: string[] = [];
  vi.mocked(call)
    .mockResolvedValueOnce(new Response(": cut before anything happened\n\n"))
    .mockResolvedValueOnce(new Response("id: 7\ndata: seven\n\n"))
    .mockResolvedValueOnce(new Response("id: 8\ndata: eight\n\n"));
  const following = follow(
    "/events",
    end.signal,
    ({ data }) => {
      heard.push(data);
      if (data === "eight") end.abort();
    },
    () => heard.push("open"),
  );
  await vi.runAllTimersAsync();
  await following;
  expect(heard).toEqual(["open", "open", "seven", "eight"]);
  expect(vi.mocked(call).mock.lastCall?.[1]?.headers).toMatchObject({ "last-event-id": "7" });
});
