import i18next from "i18next";
import { initReactI18next } from "react-i18next";

import { keepPreference, readPreference } from "../preferences.ts";
import type { Catalogues, Translation } from "./catalogues.ts";
import { de } from "./common.de.ts";
import { en } from "./common.en.ts";

/** The languages of the app, by the names that they give themselves. */
export const LANGUAGES = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof LANGUAGES;

function isLanguage(text: string | null): text is Language {
  return text !== null && text in LANGUAGES;
}

function preferred(): Language {
  const chosen = readPreference("language");
  if (isLanguage(chosen)) return chosen;
  const offered = navigator.languages.map((tag) => tag.slice(0, 2));
  return offered.find(isLanguage) ?? "en";
}

function show(language: string): void {
  document.documentElement.lang = language;
}

/** Makes messages ready, in the language chosen earlier or else the browser's. */
export function startMessages(): void {
  void i18next.use(initReactI18next).init({
    lng: preferred(),
    fallbackLng: "en",
    defaultNS: "common",
    ns: ["common"],
    resources: { en: { common: en }, de: { common: de } },
    interpolation: { escapeValue: false }, // React escapes
    initAsync: false,
  });
  show(i18next.language);
  i18next.on("languageChanged", show);
}

/** Adds a feature's messages; it calls this once, where its pages are loaded. */
export function addMessages<N extends keyof Catalogues>(
  namespace: N,
  languages: { en: Catalogues[N]; de: Translation<Catalogues[N]> },
): void {
  for (const [language, messages] of Object.entries(languages)) {
    i18next.addResourceBundle(language, namespace, messages);
  }
}

/** Chooses a language, for this and later visits. */
export function chooseLanguage(language: Language): void {
  keepPreference("language", language);
  void i18next.changeLanguage(language);
}
