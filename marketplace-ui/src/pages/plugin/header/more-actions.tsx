import { useNavigate } from "@tanstack/react-router";
import { Ban, CircleCheck, Download, Ellipsis, GitFork, Pencil, Send, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Plugin } from "@/api/client";
import type { Rights, Version } from "@/api/plugin";
import { useUser } from "@/api/session";
import { DeletePlugin } from "@/components/delete-plugin";
import { Button } from "@/components/ui/button";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu";
import { complain } from "@/components/ui/toast";
import { downloadSource } from "../source/zip";
import { BanDialog, UnbanDialog } from "./ban";
import { ForkDialog } from "./fork";
import { TransferDialog } from "./transfer";

interface MoreActionsProps {
  plugin: Plugin;
  version: Version | undefined;
  rights: Rights;
}

type Question = "delete" | "fork" | "transfer" | "ban" | "unban";

/** What is done now and then. */
export function MoreActions({ plugin, version, rights }: MoreActionsProps) {
  const { t } = useTranslation("plugin");
  const user = useUser();
  const navigate = useNavigate();
  const [question, ask] = useState<Question>();
  const hasSource = plugin.free || rights.maintains;
  const canFork = Boolean(user) && hasSource;
  const where = { owner: plugin.owner.name, name: plugin.name };
  const dialog = { plugin, open: true, onOpenChange: () => ask(undefined) };
  if (!canFork && !hasSource) return null;
  return (
    <>
      <Menu
        trigger={
          <Button size="icon" aria-label={t("more")}>
            <Ellipsis />
          </Button>
        }
      >
        {rights.maintains && (
          <MenuItem onSelect={() => navigate({ to: "/p/$owner/$name/information", params: where })}>
            <Pencil aria-hidden />
            {t("edit_information")}
          </MenuItem>
        )}
        {canFork && (
          <MenuItem onSelect={() => ask("fork")}>
            <GitFork aria-hidden />
            {t("fork.open")}
          </MenuItem>
        )}
        {hasSource && (
          <MenuItem
            disabled={!version && !rights.maintains}
            onSelect={() => void downloadSource(plugin, version?.version).catch(complain)}
          >
            <Download aria-hidden />
            {t("download_source")}
          </MenuItem>
        )}
        {rights.owns && (
          <MenuItem onSelect={() => ask("transfer")}>
            <Send aria-hidden />
            {t("transfer.open")}
          </MenuItem>
        )}
        {rights.owns && <MenuSeparator />}
        {rights.administers &&
          (plugin.ban_reason ? (
            <MenuItem onSelect={() => ask("unban")}>
              <CircleCheck aria-hidden />
              {t("ban.unban")}
            </MenuItem>
          ) : (
            <MenuItem danger onSelect={() => ask("ban")}>
              <Ban aria-hidden />
              {t("ban.open")}
            </MenuItem>
          ))}
        {rights.owns && (
          <MenuItem danger onSelect={() => ask("delete")}>
            <Trash2 aria-hidden />
            {t("delete", { ns: "common" })}…
          </MenuItem>
        )}
      </Menu>
      {question === "delete" && (
        <DeletePlugin
          plugin={plugin}
          onClose={(isDeleted) => (isDeleted ? void navigate({ to: "/" }) : ask(undefined))}
        />
      )}
      {question === "fork" && <ForkDialog {...dialog} />}
      {question === "transfer" && <TransferDialog {...dialog} />}
      {question === "ban" && <BanDialog {...dialog} />}
      {question === "unban" && <UnbanDialog {...dialog} />}
    </>
  );
}
