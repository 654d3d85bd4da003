import type { Locale } from "./locales";
import enAccount from "./locales/en/account";
import enAdvise from "./locales/en/advise";
import enCatalogue from "./locales/en/catalogue";
import enCommon from "./locales/en/common";
import enContact from "./locales/en/contact";
import enCountry from "./locales/en/country";
import enData from "./locales/en/data";
import enDesk from "./locales/en/desk";
import enErrors from "./locales/en/errors";
import enFairness from "./locales/en/fairness";
import enHome from "./locales/en/home";
import enInstitution from "./locales/en/institution";
import enKept from "./locales/en/kept";
import enLetters from "./locales/en/letters";
import enListing from "./locales/en/listing";
import enOversight from "./locales/en/oversight";
import enPrivacy from "./locales/en/privacy";
import enReview from "./locales/en/review";
import enSubmission from "./locales/en/submission";
import enSums from "./locales/en/sums";
import enWorkbench from "./locales/en/workbench";
import esAccount from "./locales/es/account";
import esAdvise from "./locales/es/advise";
import esCatalogue from "./locales/es/catalogue";
import esCommon from "./locales/es/common";
import esContact from "./locales/es/contact";
import esCountry from "./locales/es/country";
import esData from "./locales/es/data";
import esDesk from "./locales/es/desk";
import esErrors from "./locales/es/errors";
import esFairness from "./locales/es/fairness";
import esHome from "./locales/es/home";
import esInstitution from "./locales/es/institution";
import esKept from "./locales/es/kept";
import esLetters from "./locales/es/letters";
import esListing from "./locales/es/listing";
import esOversight from "./locales/es/oversight";
import esPrivacy from "./locales/es/privacy";
import esReview from "./locales/es/review";
import esSubmission from "./locales/es/submission";
import esSums from "./locales/es/sums";
import esWorkbench from "./locales/es/workbench";
import ptAccount from "./locales/pt/account";
import ptAdvise from "./locales/pt/advise";
import ptCatalogue from "./locales/pt/catalogue";
import ptCommon from "./locales/pt/common";
import ptContact from "./locales/pt/contact";
import ptCountry from "./locales/pt/country";
import ptData from "./locales/pt/data";
import ptDesk from "./locales/pt/desk";
import ptErrors from "./locales/pt/errors";
import ptFairness from "./locales/pt/fairness";
import ptHome from "./locales/pt/home";
import ptInstitution from "./locales/pt/institution";
import ptKept from "./locales/pt/kept";
import ptLetters from "./locales/pt/letters";
import ptListing from "./locales/pt/listing";
import ptOversight from "./locales/pt/oversight";
import ptPrivacy from "./locales/pt/privacy";
import ptReview from "./locales/pt/review";
import ptSubmission from "./locales/pt/submission";
import ptSums from "./locales/pt/sums";
import ptWorkbench from "./locales/pt/workbench";
import type { Translation } from "./messages";

const es = {
  common: esCommon,
  errors: esErrors,
  home: esHome,
  catalogue: esCatalogue,
  listing: esListing,
  desk: esDesk,
  review: esReview,
  fairness: esFairness,
  advise: esAdvise,
  sums: esSums,
  oversight: esOversight,
  country: esCountry,
  institution: esInstitution,
  data: esData,
  account: esAccount,
  privacy: esPrivacy,
  kept: esKept,
  letters: esLetters,
  workbench: esWorkbench,
  submission: esSubmission,
  contact: esContact,
};

type Source = typeof es;
type Dictionary = { readonly [File in keyof Source]: Translation<Source[File]> };

/** Every text of the interface, by language, one file per feature. Spanish is written first. */
export const DICTIONARIES: Readonly<Record<Locale, Dictionary>> = {
  es,
  en: {
    common: enCommon,
    errors: enErrors,
    home: enHome,
    catalogue: enCatalogue,
    listing: enListing,
    desk: enDesk,
    review: enReview,
    fairness: enFairness,
    advise: enAdvise,
    sums: enSums,
    oversight: enOversight,
    country: enCountry,
    institution: enInstitution,
    data: enData,
    account: enAccount,
    privacy: enPrivacy,
    kept: enKept,
    letters: enLetters,
    workbench: enWorkbench,
    submission: enSubmission,
    contact: enContact,
  },
  pt: {
    common: ptCommon,
    errors: ptErrors,
    home: ptHome,
    catalogue: ptCatalogue,
    listing: ptListing,
    desk: ptDesk,
    review: ptReview,
    fairness: ptFairness,
    advise: ptAdvise,
    sums: ptSums,
    oversight: ptOversight,
    country: ptCountry,
    institution: ptInstitution,
    data: ptData,
    account: ptAccount,
    privacy: ptPrivacy,
    kept: ptKept,
    letters: ptLetters,
    workbench: ptWorkbench,
    submission: ptSubmission,
    contact: ptContact,
  },
};

/** "errors.notFoundTitle": a key that does not exist does not compile. */
export type MessageKey = { [File in keyof Source]: `${File}.${Extract<keyof Source[File], string>}` }[keyof Source];
