import { expect, test } from "vitest";
import { programOf } from "./user-agent";

test("a browser is called what people call it", () => {
  const known = {
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0": "Firefox · Linux",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0":
      "Edge · Windows",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15":
      "Safari · macOS",
    "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36":
      "Chrome · Android",
    "curl/8.5.0": "curl",
    "something of one's own": "something of one's own",
    "": "",
  };
  for (const [userAgent, name] of Object.entries(known)) expect(programOf(userAgent)).toBe(name);
});
