import { useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, body, type Schemas } from "@/api/client";
import { useUser } from "@/api/session";
import { Paged } from "@/components/paged";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/dialog";
import { Badge, Empty } from "@/components/ui/parts";
import { Cell, Row, Table } from "@/components/ui/table";
import { complain, tell } from "@/components/ui/toast";
import { date, dateTime } from "@/lib/format";
import { usePages } from "@/lib/use-pages";
import { useQueryWords } from "@/lib/use-query-words";
import { CreateUser } from "./create-user";
import { SearchField } from "./search-field";
import { UserMenu } from "./user-menu";

type User = Schemas["User"];

/** What can be done to a user, as the platform is told it. */
export const DEEDS = {
  disable: { disabled: true },
  enable: { disabled: false },
  promote: { is_admin: true },
  demote: { is_admin: false },
} as const;
export type Deed = keyof typeof DEEDS;

const KEY = ["admin", "users"];

export function Users() {
  const { t } = useTranslation("admin");
  const queries = useQueryClient();
  const [{ q }, change] = useQueryWords();
  const [makes, setMakes] = useState(false);
  const [asked, setAsked] = useState<{ user: User; deed: Deed }>();
  const pages = usePages([...KEY, q], (after) =>
    body(api.GET("/api/v1/admin/users", { params: { query: { q, after } } })),
  );
  const apply = async (user: User, deed: Deed) => {
    try {
      await api.PATCH("/api/v1/admin/users/{id}", { params: { path: { id: user.id } }, body: DEEDS[deed] });
    } catch (error) {
      complain(error);
      throw error;
    }
    tell(t(`users.${deed}_done`, { name: user.username }));
    await queries.invalidateQueries({ queryKey: KEY });
  };
  const name = asked?.user.username;
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <SearchField
          label={t("users.search")}
          value={q ?? ""}
          onChange={(q) => change({ q: q || undefined })}
        />
        <Button kind="primary" onClick={() => setMakes(true)}>
          <Plus aria-hidden />
          {t("users.create")}
        </Button>
      </div>
      <Paged pages={pages} empty={<Empty title={t("users.none")}>{t("nothing_text")}</Empty>}>
        {(users) => (
          <Table
            label={t("users.title")}
            columns={[
              { name: t("users.user") },
              { name: t("users.email") },
              { name: t("users.since") },
              { name: t("users.state") },
              { name: t("actions"), hidden: true },
            ]}
          >
            {users.map((user) => (
              <UserRow key={user.id} user={user} onDeed={(deed) => setAsked({ user, deed })} />
            ))}
          </Table>
        )}
      </Paged>
      {makes && <CreateUser onClose={() => setMakes(false)} />}
      {asked && (
        <Confirm
          open
          onOpenChange={() => setAsked(undefined)}
          title={t(`users.${asked.deed}_title`, { name })}
          description={t(`users.${asked.deed}_text`)}
          action={t(`users.${asked.deed}`)}
          danger={asked.deed === "disable"}
          onConfirm={() => apply(asked.user, asked.deed)}
        />
      )}
    </div>
  );
}

function UserRow({ user, onDeed }: { user: User; onDeed: (deed: Deed) => void }) {
  const { t } = useTranslation("admin");
  const isSelf = useUser()?.id === user.id;
  const { username, display_name, email, is_admin, disabled_at, created_at } = user;
  return (
    <Row className="max-sm:relative max-sm:pr-12">
      <Cell>
        <span className="font-medium">{username}</span>
        {display_name !== username && <span className="block text-xs text-muted">{display_name}</span>}
      </Cell>
      <Cell className="break-all text-muted">{email}</Cell>
      <Cell className="whitespace-nowrap text-muted">
        <time dateTime={created_at}>{date(created_at)}</time>
      </Cell>
      <Cell>
        <span className="flex flex-wrap gap-1">
          {is_admin && <Badge tone="accent">{t("users.is_admin")}</Badge>}
          {disabled_at && (
            <Badge tone="danger" title={dateTime(disabled_at)}>
              {t("users.is_disabled")}
            </Badge>
          )}
        </span>
      </Cell>
      <Cell className="text-right max-sm:absolute max-sm:top-2 max-sm:right-2">
        <UserMenu user={user} isSelf={isSelf} onDeed={onDeed} />
      </Cell>
    </Row>
  );
}
