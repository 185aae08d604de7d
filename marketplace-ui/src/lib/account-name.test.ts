import { expect, test } from "vitest";
import { nameTrouble } from "./account-name";

test("names of accounts are as the platform wants them", () => {
  for (const name of ["ada", "a1", "analytical-engines", "x".repeat(39)]) {
    expect(nameTrouble(name), name).toBeUndefined();
  }
  for (const name of ["a", "Ada", "-ada", "ada-", "a--b", "ada lovelace", "爱达", "x".repeat(40)]) {
    expect(nameTrouble(name), name).toBe("account_name_malformed");
  }
});
