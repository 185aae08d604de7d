import { Ellipsis, History, Power, ShieldMinus, ShieldPlus } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "@/api/client";
import { Button } from "@/components/ui/button";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu";
import { useQueryWords } from "@/lib/use-query-words";
import type { Deed } from "./users";

interface Props {
  user: Schemas["User"];
  /** Nobody locks themselves out by a slip of the hand. */
  isSelf: boolean;
  onDeed: (deed: Deed) => void;
}

export function UserMenu({ user, isSelf, onDeed }: Props) {
  const { t } = useTranslation("admin");
  const [, change] = useQueryWords();
  const { id, username, is_admin, disabled_at } = user;
  return (
    <Menu
      trigger={
        <Button kind="quiet" size="icon-sm" aria-label={t("users.actions", { name: username })}>
          <Ellipsis />
        </Button>
      }
    >
      <MenuItem
        onSelect={() => change({ tab: "audit", q: undefined, actor: id, name: username }, { push: true })}
      >
        <History aria-hidden />
        {t("users.audit")}
      </MenuItem>
      {!isSelf && (
        <>
          <MenuSeparator />
          <MenuItem onSelect={() => onDeed(is_admin ? "demote" : "promote")}>
            {is_admin ? <ShieldMinus aria-hidden /> : <ShieldPlus aria-hidden />}
            {t(is_admin ? "users.demote" : "users.promote")}
          </MenuItem>
          <MenuItem danger={!disabled_at} onSelect={() => onDeed(disabled_at ? "enable" : "disable")}>
            <Power aria-hidden />
            {t(disabled_at ? "users.enable" : "users.disable")}
          </MenuItem>
        </>
      )}
    </Menu>
  );
}
