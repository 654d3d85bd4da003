import { createContext, type ReactNode, useContext } from "react";
import { DEFAULT_LOCALE, type Locale } from "./locales";
import { type Translator, translator } from "./translator";

const TranslatorContext = createContext<Translator>(translator(DEFAULT_LOCALE));

export function I18nProvider({ locale, children }: { locale: Locale; children: ReactNode }) {
  return <TranslatorContext.Provider value={translator(locale)}>{children}</TranslatorContext.Provider>;
}

export function useI18n(): Translator {
  return useContext(TranslatorContext);
}
