import type { Locale } from "./locales";
import enCommon from "./locales/en/common";
import enErrors from "./locales/en/errors";
import esCommon from "./locales/es/common";
import esErrors from "./locales/es/errors";
import ptCommon from "./locales/pt/common";
import ptErrors from "./locales/pt/errors";
import type { Translation } from "./messages";

const es = { common: esCommon, errors: esErrors };

type Source = typeof es;
type Dictionary = { readonly [File in keyof Source]: Translation<Source[File]> };

/** Every text of the interface, by language, one file per feature. Spanish is written first. */
export const DICTIONARIES: Readonly<Record<Locale, Dictionary>> = {
  es,
  en: { common: enCommon, errors: enErrors },
  pt: { common: ptCommon, errors: ptErrors },
};

/** "errors.notFoundTitle": a key that does not exist does not compile. */
export type MessageKey = { [File in keyof Source]: `${File}.${Extract<keyof Source[File], string>}` }[keyof Source];
