import { useTranslation } from "react-i18next";
import type { User } from "@/api/session";
import { SignedIn } from "@/components/signed-in";
import { Tabs } from "@/components/ui/tabs";
import { date } from "@/lib/format";
import { useQueryWords } from "@/lib/use-query-words";
import { MyPlugins } from "./my-plugins";
import { Password } from "./password";
import { Profile } from "./profile";
import { Sessions } from "./sessions";
import { Tokens } from "./tokens";
import { Transfers } from "./transfers";

export function Page() {
  const { t } = useTranslation("account");
  return (
    <main className="mx-auto w-full max-w-4xl px-4 py-6 sm:px-6">
      <title>{`${t("title")} · Mspf`}</title>
      <SignedIn title={t("title")}>{(user) => <Account user={user} />}</SignedIn>
    </main>
  );
}

const TABS = {
  profile: Profile,
  password: Password,
  sessions: Sessions,
  tokens: Tokens,
  plugins: MyPlugins,
  transfers: Transfers,
};

function Account({ user }: { user: User }) {
  const { t } = useTranslation("account");
  const [{ tab = "" }, change] = useQueryWords();
  return (
    <>
      <h1 className="text-lg font-semibold break-words">{user.display_name}</h1>
      <p className="mb-4 text-muted">
        {user.username} · {t("since", { date: date(user.created_at) })}
      </p>
      <Tabs
        label={t("title")}
        value={tab in TABS ? tab : "profile"}
        onChange={(tab) => change({ tab, list: undefined }, { push: true })}
        tabs={Object.entries(TABS).map(([value, Content]) => ({
          value,
          label: t(`${value}.title`),
          content: <Content user={user} />,
        }))}
      />
    </>
  );
}
