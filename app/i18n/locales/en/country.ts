import type { Translation } from "../../messages";
import type es from "../es/country";

export default {
  listTitle: "Countries",
  listLead: "Where each solution works today. What could only be adapted is not counted here.",
  listDescription: "The countries where solutions of the registry already work, and how many there are in each.",
  available: { zero: "None yet", one: "{count} solution", other: "{count} solutions" },
  noneAtAll: "No solution has been published yet.",
  title: "Solutions that already work in {country}",
  description: "What works in {country} today, what its firms ask for and which institutions receive solutions there.",
  lead: { zero: "No registered solution works here yet.", one: "{count} solution works here today.", other: "{count} solutions work here today." },
  byCategory: "What works today, by theme",
  withoutCategory: "Without a theme",
  recent: "The most recent",
  seeAll: "See them all",
  needsTitle: "What its firms ask for",
  institutionsTitle: "Institutions that serve it",
  adaptableTitle: "Could be adapted",
  adaptableLead: "They do not work here yet. Their authors say that they could.",
  more: { one: "And {count} more.", other: "And {count} more." },
  otherCountries: "Other countries",
} as const satisfies Translation<typeof es>;
