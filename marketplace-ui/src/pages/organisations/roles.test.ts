import { expect, test } from "vitest";
import { mayChangeRole, mayRemove, type Role, rolesToGive } from "./roles";

const reader = (role: Role | undefined, isAdministrator = false) => ({
  username: "me",
  role,
  isAdministrator,
});
const [owner, other, admin, developer] = [
  { username: "owner", role: "owner" as const },
  { username: "other", role: "owner" as const },
  { username: "admin", role: "admin" as const },
  { username: "developer", role: "developer" as const },
];

test("owners and administrators of the platform give any role, admins make developers", () => {
  expect(rolesToGive(reader("owner"))).toEqual(["developer", "admin", "owner"]);
  expect(rolesToGive(reader(undefined, true))).toEqual(["developer", "admin", "owner"]);
  expect(rolesToGive(reader("admin"))).toEqual(["developer"]);
  expect(rolesToGive(reader("developer"))).toEqual([]);
  expect(rolesToGive(reader(undefined))).toEqual([]);
});

test("an owner always remains", () => {
  const members = [owner, admin, developer];
  expect(mayChangeRole(reader("owner"), owner, members)).toBe(false);
  expect(mayRemove(reader("owner"), owner, members)).toBe(false);
  expect(mayRemove(reader("owner"), owner, [...members, other])).toBe(true);
});

test("admins remove developers, everybody themselves", () => {
  const members = [owner, admin, developer];
  expect(mayRemove(reader("admin"), developer, members)).toBe(true);
  expect(mayRemove(reader("admin"), admin, members)).toBe(false);
  expect(mayChangeRole(reader("admin"), developer, members)).toBe(false);
  expect(mayRemove({ ...reader("developer"), username: "developer" }, developer, members)).toBe(true);
});
