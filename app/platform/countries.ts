import { iso31661 } from "iso-3166";

/** ISO 3166-1 alpha-2 codes that are assigned today. */
export const COUNTRY_CODES: ReadonlySet<string> = new Set(iso31661.filter(({ state }) => state === "assigned").map(({ alpha2 }) => alpha2));
