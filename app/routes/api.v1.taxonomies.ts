import { answerWithProblems, jsonAnswer, refuseWriting } from "~/api/v1/answers.server";
import { type Labels, serialiseTaxonomies } from "~/api/v1/taxonomies";
import { readTaxonomy } from "~/features/catalogue/taxonomy-queries.server";
import type { MessageKey } from "~/i18n/dictionaries";
import { LOCALES } from "~/i18n/locales";
import { type Translator, translator } from "~/i18n/translator";
import { PUBLIC_PAGE } from "~/platform/http/public-page";

export const handle = PUBLIC_PAGE;

export function loader() {
  return answerWithProblems(async () => jsonAnswer(serialiseTaxonomies(await readTaxonomy(), LABELS)));
}

const inEveryLanguage = (label: (translator: Translator) => string) => Object.fromEntries(LOCALES.map((locale) => [locale, label(translator(locale))]));
const fromDictionary = (prefix: string) => (key: string | number) => inEveryLanguage(({ t }) => t(`catalogue.${prefix}_${key}` as MessageKey));

const LABELS: Labels = {
  country: (code) => inEveryLanguage(({ country }) => country(code)),
  language: (tag) => inEveryLanguage(({ language }) => language(tag)),
  size: fromDictionary("size"),
  cost: fromDictionary("cost"),
  sector: fromDictionary("sector"),
  sdg: fromDictionary("sdg"),
};

export const action = refuseWriting;
