import { Link, Outlet, useNavigate } from "@tanstack/react-router";
import { BookOpen, Building2, CircleUser, Languages, LogOut, Moon, Shield, Sun, SunMoon } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { forget, useUser } from "@/api/session";
import { Button } from "@/components/ui/button";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu";
import { LANGUAGES, type Language, setLanguage } from "@/i18n";
import { setTheme, type Theme, useTheme } from "@/lib/theme";

/** What stands around every page. */
export function Shell() {
  const { t } = useTranslation();
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-surface focus:p-3"
      >
        {t("skip")}
      </a>
      <header className="flex h-12 shrink-0 items-center gap-1 border-b bg-surface px-3">
        <Link to="/" className="mr-auto flex items-center gap-2 rounded-md px-1 text-base font-semibold">
          <img src="/icon.svg" alt="" className="size-6" />
          Mspf
        </Link>
        <Button asChild kind="quiet" size="sm">
          <Link to="/help">
            <BookOpen aria-hidden />
            <span className="max-sm:sr-only">{t("help")}</span>
          </Link>
        </Button>
        <LanguageMenu />
        <ThemeMenu />
        <UserMenu />
      </header>
      <div id="main" tabIndex={-1} className="flex min-h-0 grow flex-col outline-none">
        <Outlet />
      </div>
    </div>
  );
}

function LanguageMenu() {
  const { t } = useTranslation();
  return (
    <Menu
      trigger={
        <Button kind="quiet" size="icon-sm" aria-label={t("language")}>
          <Languages />
        </Button>
      }
    >
      {Object.entries(LANGUAGES).map(([code, name]) => (
        <MenuItem key={code} lang={code} onSelect={() => setLanguage(code as Language)}>
          {name}
        </MenuItem>
      ))}
    </Menu>
  );
}

function ThemeMenu() {
  const { t } = useTranslation();
  const theme = useTheme();
  const icons = { system: SunMoon, light: Sun, dark: Moon };
  const Icon = icons[theme];
  return (
    <Menu
      trigger={
        <Button kind="quiet" size="icon-sm" aria-label={t("theme.label")}>
          <Icon />
        </Button>
      }
    >
      {Object.entries(icons).map(([name, Icon]) => (
        <MenuItem key={name} onSelect={() => setTheme(name as Theme)}>
          <Icon aria-hidden />
          {t(`theme.${name}`)}
        </MenuItem>
      ))}
    </Menu>
  );
}

function UserMenu() {
  const { t } = useTranslation();
  const user = useUser();
  const navigate = useNavigate();
  if (user === undefined) return <div aria-hidden className="h-7 w-16" />;
  if (user === null) {
    return (
      <Button asChild kind="primary" size="sm">
        <Link to="/sign-in">{t("sign_in")}</Link>
      </Button>
    );
  }
  const signOut = async () => {
    await api.POST("/api/v1/auth/logout").catch(() => undefined);
    forget();
    await navigate({ to: "/" });
  };
  return (
    <Menu
      trigger={
        <Button kind="quiet" size="sm">
          <CircleUser aria-hidden />
          <span className="max-w-32 truncate">{user.display_name || user.username}</span>
        </Button>
      }
    >
      <MenuItem onSelect={() => navigate({ to: "/account" })}>
        <CircleUser aria-hidden />
        {t("account")}
      </MenuItem>
      <MenuItem onSelect={() => navigate({ to: "/organisations" })}>
        <Building2 aria-hidden />
        {t("organisations")}
      </MenuItem>
      {user.is_admin && (
        <MenuItem onSelect={() => navigate({ to: "/admin" })}>
          <Shield aria-hidden />
          {t("administration")}
        </MenuItem>
      )}
      <MenuSeparator />
      <MenuItem onSelect={signOut}>
        <LogOut aria-hidden />
        {t("sign_out")}
      </MenuItem>
    </Menu>
  );
}
