import { useTranslation } from "react-i18next";
import { SignedIn } from "@/components/signed-in";
import { Empty } from "@/components/ui/parts";
import { Tabs } from "@/components/ui/tabs";
import { useQueryWords } from "@/lib/use-query-words";
import { Audit } from "./audit";
import { Jobs } from "./jobs";
import { Nodes } from "./nodes";
import { Plugins } from "./plugins";
import { Users } from "./users";

export function Page() {
  // With all words that its tabs use: a tab that waits for some would hide the page, and the focus would be lost.
  const { t } = useTranslation(["admin", "account"]);
  return (
    <main className="mx-auto w-full max-w-6xl px-4 py-6 sm:px-6">
      <title>{`${t("title")} · Mspf`}</title>
      <SignedIn title={t("title")}>
        {({ is_admin }) => (
          <div className="flex flex-col gap-4">
            <h1 className="text-lg font-semibold">{t("title")}</h1>
            {is_admin ? <Administration /> : <Empty title={t("forbidden")}>{t("forbidden_text")}</Empty>}
          </div>
        )}
      </SignedIn>
    </main>
  );
}

const TABS = { users: Users, plugins: Plugins, audit: Audit, jobs: Jobs, nodes: Nodes };
/** Words of the address that belong to one tab. */
const FILTERS = { q: undefined, actor: undefined, name: undefined, action: undefined, state: undefined };

function Administration() {
  const { t } = useTranslation("admin");
  const [{ tab = "" }, change] = useQueryWords();
  return (
    <Tabs
      label={t("title")}
      value={tab in TABS ? tab : "users"}
      onChange={(tab) => change({ ...FILTERS, tab }, { push: true })}
      tabs={Object.entries(TABS).map(([value, Content]) => ({
        value,
        label: t(`${value}.title`),
        content: <Content />,
      }))}
    />
  );
}
