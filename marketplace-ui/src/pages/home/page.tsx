import { Link } from "@tanstack/react-router";
import { BookOpen, Download, Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Menu, MenuItem } from "@/components/ui/menu";
import { DropZone } from "./drop-zone";
import { Filters } from "./filters";
import { PluginGrid } from "./plugin-grid";
import { NOTHING_WANTED, usePluginSearch } from "./search";
import type { Published } from "./use-upload";

/** The marketplace. */
export function Page() {
  const { t } = useTranslation("home");
  const search = usePluginSearch();
  // A new plugin, which nobody has used yet, is to be seen and not the last of thousands.
  const showNewest = ({ created }: Published) =>
    created && search.change({ ...NOTHING_WANTED, sort: "newest" });
  return (
    <main className="mx-auto flex w-full max-w-7xl flex-col gap-5 p-4 sm:p-6">
      <title>{t("title")}</title>
      <div className="flex flex-wrap items-end gap-x-6 gap-y-3">
        <div className="min-w-0 grow basis-72">
          <h1 className="text-xl font-semibold">{t("heading")}</h1>
          <p className="text-muted">{t("subtitle")}</p>
        </div>
        <div className="flex flex-wrap gap-2 max-sm:w-full max-sm:*:grow">
          <Button asChild>
            <Link to="/help/$guide" params={{ guide: "quick-start" }}>
              <BookOpen aria-hidden />
              {t("quick_start")}
            </Link>
          </Button>
          <Menu
            trigger={
              <Button>
                <Download aria-hidden />
                {t("download.label")}
              </Button>
            }
          >
            <MenuItem asChild>
              <a href="/download/source.zip" download>
                {t("download.source")}
              </a>
            </MenuItem>
            <MenuItem asChild>
              <a href="/download/mspf" download>
                {t("download.program")}
              </a>
            </MenuItem>
          </Menu>
          <Button asChild kind="primary">
            <Link to="/new">
              <Plus aria-hidden />
              {t("create")}
            </Link>
          </Button>
        </div>
      </div>
      <DropZone onPublished={showNewest} />
      <Filters search={search} />
      <PluginGrid search={search} />
    </main>
  );
}
