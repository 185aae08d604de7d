import { expect, test } from "vitest";
import { adviceFor } from "./advice";

test("each refusal of a zip has its advice", () => {
  expect(adviceFor(["package.secret_file"])).toBe("secret");
  expect(adviceFor(["package.path_traversal"])).toBe("path");
  expect(adviceFor(["package.archive_too_large"])).toBe("size");
  expect(adviceFor(["request.invalid", "manifest.unknown_key"])).toBe("manifest");
  expect(adviceFor(["package.checksum_mismatch"])).toBe("damaged");
  expect(adviceFor(["plugin.name_taken"])).toBeUndefined();
});
