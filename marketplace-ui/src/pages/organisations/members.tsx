import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, body, type Schemas } from "@/api/client";
import { Rows } from "@/components/paged";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/dialog";
import { Select } from "@/components/ui/field";
import { Trouble } from "@/components/ui/parts";
import { Cell, Row, Table } from "@/components/ui/table";
import { complain, tell } from "@/components/ui/toast";
import { date } from "@/lib/format";
import { Section } from "../account/section";
import { AddMember } from "./add-member";
import { mayChangeRole, mayRemove, type Reader, ROLES, type Role, rolesToGive } from "./roles";

type Member = Schemas["Member"];

interface Props {
  organisation: string;
  reader: Reader;
}

export function Members({ organisation, reader }: Props) {
  const { t } = useTranslation("organisations");
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [leaving, setLeaving] = useState<Member>();
  const queryKey = ["organisation", organisation, "members"];
  const { data, error, refetch } = useQuery({
    queryKey,
    queryFn: () =>
      body(api.GET("/api/v1/organisations/{name}/members", { params: { path: { name: organisation } } })),
  });
  const members = data?.items ?? [];
  const reload = () =>
    Promise.all([
      queries.invalidateQueries({ queryKey }),
      queries.invalidateQueries({ queryKey: ["organisations"] }),
    ]);
  const path = ({ username }: Member) => ({ params: { path: { name: organisation, username } } });

  const changeRole = async (member: Member, role: Role) => {
    // Shown as done; where it is refused, it is shown as it is.
    queries.setQueryData<typeof data>(
      queryKey,
      (list) =>
        list && { ...list, items: list.items.map((each) => (each === member ? { ...each, role } : each)) },
    );
    try {
      await api.PATCH("/api/v1/organisations/{name}/members/{username}", { ...path(member), body: { role } });
      tell(t("role_changed", { name: member.username, role: t(`role.${role}`) }));
    } catch (error) {
      complain(error);
    }
    await reload();
  };
  const remove = async (member: Member) => {
    const gone = api.DELETE("/api/v1/organisations/{name}/members/{username}", path(member));
    await gone.catch((error: unknown) => {
      complain(error);
      throw error;
    });
    const isSelf = member.username === reader.username;
    tell(isSelf ? t("left") : t("removed", { name: member.username }));
    if (isSelf && !reader.isAdministrator) await navigate({ to: "/organisations" });
    await reload();
  };

  return (
    <Section title={t("members")} lead={t("members_lead")}>
      {rolesToGive(reader).length > 0 && (
        <AddMember organisation={organisation} roles={rolesToGive(reader)} onAdded={reload} />
      )}
      {error ? <Trouble error={error} onRetry={refetch} /> : !data && <Rows count={2} />}
      {data && (
        <Table
          label={t("members")}
          columns={[
            { name: t("member") },
            { name: t("role.label") },
            { name: t("member_since") },
            { name: t("actions"), hidden: true },
          ]}
        >
          {members.map((member) => (
            <Row key={member.username}>
              <Cell>
                <span className="font-medium">{member.display_name}</span>
                {member.display_name !== member.username && (
                  <span className="block text-xs text-muted">{member.username}</span>
                )}
              </Cell>
              <Cell>
                {mayChangeRole(reader, member, members) ? (
                  <Select
                    aria-label={t("role_of", { name: member.username })}
                    value={member.role}
                    onChange={(event) => changeRole(member, event.target.value as Role)}
                    className="w-auto"
                  >
                    {ROLES.map((role) => (
                      <option key={role} value={role}>
                        {t(`role.${role}`)}
                      </option>
                    ))}
                  </Select>
                ) : (
                  t(`role.${member.role}`)
                )}
              </Cell>
              <Cell className="text-muted">
                <time dateTime={member.since}>{date(member.since)}</time>
              </Cell>
              <Cell className="sm:text-right">
                {mayRemove(reader, member, members) && (
                  <Button size="sm" onClick={() => setLeaving(member)} aria-label={label(member)}>
                    {t(member.username === reader.username ? "leave" : "remove")}
                  </Button>
                )}
              </Cell>
            </Row>
          ))}
        </Table>
      )}
      {leaving && (
        <Confirm
          open
          onOpenChange={() => setLeaving(undefined)}
          title={label(leaving)}
          description={t(leaving.username === reader.username ? "leave_text" : "remove_text")}
          action={t(leaving.username === reader.username ? "leave" : "remove")}
          danger
          onConfirm={() => remove(leaving)}
        />
      )}
    </Section>
  );

  function label({ username }: Member) {
    return username === reader.username ? t("leave_organisation") : t("remove_one", { name: username });
  }
}
