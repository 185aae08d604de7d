import i18next from "i18next";
import { initReactI18next } from "react-i18next";

export const LANGUAGES = { en: "English", "zh-CN": "简体中文" } as const;
export type Language = keyof typeof LANGUAGES;

const KEY = "mspf-language";
/** Each area of the UI has a file of words of its own, loaded with the first page that uses it. */
const files = import.meta.glob<{ default: object }>("./*/*.json");

function preferred(): Language {
  const chosen = localStorage.getItem(KEY);
  if (chosen && chosen in LANGUAGES) return chosen as Language;
  return navigator.languages
    .find((language) => /^(zh|en)/i.test(language))
    ?.toLowerCase()
    .startsWith("zh")
    ? "zh-CN"
    : "en";
}

export async function setLanguage(language: Language) {
  localStorage.setItem(KEY, language);
  await i18next.changeLanguage(language);
}

export async function startI18n() {
  i18next.on("languageChanged", (language) => {
    document.documentElement.lang = language;
  });
  await i18next
    .use({
      type: "backend",
      read: async (language: string, namespace: string) =>
        (await files[`./${language}/${namespace}.json`]?.())?.default ?? {},
    } as never)
    .use(initReactI18next)
    .init({
      lng: preferred(),
      fallbackLng: "en",
      supportedLngs: Object.keys(LANGUAGES),
      ns: ["common", "problems"],
      defaultNS: "common",
      interpolation: { escapeValue: false },
    });
}
