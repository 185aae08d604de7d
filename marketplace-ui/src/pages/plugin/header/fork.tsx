import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, body, type Plugin } from "@/api/client";
import { useUser } from "@/api/session";
import { Field, Input, Select } from "@/components/ui/field";
import { tell } from "@/components/ui/toast";
import { type OpenQuestion, QuestionDialog } from "./question";

/** Makes a plugin of one's own out of this one's source. */
export function ForkDialog({ plugin, ...dialog }: OpenQuestion & { plugin: Plugin }) {
  const { t } = useTranslation("plugin");
  const user = useUser();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const isMine = plugin.owner.id === user?.id;
  const [name, setName] = useState(isMine ? `${plugin.name}-2` : plugin.name);
  const [owner, setOwner] = useState(user?.username ?? "");
  const { data: me } = useQuery({
    queryKey: ["whoami", user?.id],
    queryFn: () => body(api.GET("/api/v1/whoami")),
    staleTime: 60_000,
  });
  const fork = async () => {
    const params = { path: { plugin: plugin.id } };
    const made = await body(api.POST("/api/v1/plugins/{plugin}/fork", { params, body: { name, owner } }));
    void queries.invalidateQueries({ queryKey: ["plugin", plugin.id, "forks"] });
    tell(t("fork.done", { title: made.title }));
    await navigate({ to: "/p/$owner/$name", params: { owner: made.owner.name, name: made.name } });
  };
  return (
    <QuestionDialog
      {...dialog}
      title={t("fork.title", { title: plugin.title })}
      description={t("fork.about")}
      action={t("fork.action")}
      onAnswer={fork}
      fields={["name", "owner"]}
    >
      {(problem) => (
        <>
          <Field label={t("fork.name")} hint={t("fork.name_hint")} error={problem?.field("name")}>
            {(ids) => (
              <Input
                {...ids}
                required
                spellCheck={false}
                value={name}
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </Field>
          <Field label={t("fork.owner")} error={problem?.field("owner")}>
            {(ids) => (
              <Select {...ids} value={owner} onChange={(event) => setOwner(event.target.value)}>
                {user && <option value={user.username}>{user.display_name || user.username}</option>}
                {me?.organisations.map(({ name, display_name }) => (
                  <option key={name} value={name}>
                    {display_name || name}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        </>
      )}
    </QuestionDialog>
  );
}
