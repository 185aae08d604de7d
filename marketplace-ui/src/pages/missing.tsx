import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/parts";

export function Missing() {
  const { t } = useTranslation();
  return (
    <main className="mx-auto w-full max-w-3xl p-6">
      <Empty
        title={<h1>{t("missing.title")}</h1>}
        action={
          <Button asChild kind="primary">
            <Link to="/">{t("missing.home")}</Link>
          </Button>
        }
      >
        {t("missing.text")}
      </Empty>
    </main>
  );
}
