import type { Schemas } from "@/api/client";

export type Role = Schemas["Member"]["role"];
type Member = Pick<Schemas["Member"], "username" | "role">;

/** From the least to the most. */
export const ROLES: Role[] = ["developer", "admin", "owner"];

/** Who looks at an organisation's members: what they are there, and whether they administer the platform. */
export interface Reader {
  username: string;
  role: Role | undefined;
  isAdministrator: boolean;
}

/** The roles that the reader may give to somebody new, and take from whoever has them: as the platform decides it. */
export function rolesToGive({ role, isAdministrator }: Reader): Role[] {
  if (isAdministrator || role === "owner") return ROLES;
  return role === "admin" ? ["developer"] : [];
}

/** Whether somebody must stay as they are, since there would be no owner left. */
const isLastOwner = (member: Member, members: Member[]) =>
  member.role === "owner" && members.filter(({ role }) => role === "owner").length === 1;

export function mayChangeRole(reader: Reader, member: Member, members: Member[]): boolean {
  return rolesToGive(reader).includes("owner") && !isLastOwner(member, members);
}

/** Members may always leave, unless nobody would remain who may decide. */
export function mayRemove(reader: Reader, member: Member, members: Member[]): boolean {
  const may = member.username === reader.username || rolesToGive(reader).includes(member.role);
  return may && !isLastOwner(member, members);
}
