import { db } from "~/platform/database/client.server";

export type CurrentEdition = {
  key: string;
  name: string;
  guidingQuestion: string;
  diagnosis: string;
  /** The language of its texts. */
  language: string;
  countries: string[];
};

/** The edition that is open, else the last one that was. Null before the first one. */
export async function findCurrentEdition(now: Date, wanted: string): Promise<CurrentEdition | null> {
  const row = await db().edition.findFirst({
    where: { opensAt: { lte: now } },
    orderBy: [{ opensAt: "desc" }, { id: "asc" }],
    select: {
      key: true,
      texts: { select: { language: true, name: true, guidingQuestion: true, diagnosis: true }, orderBy: { language: "asc" } },
      countries: { select: { country: true }, orderBy: { country: "asc" } },
    },
  });
  const text = row?.texts.find(({ language }) => language === wanted) ?? row?.texts.find(({ language }) => language === "es") ?? row?.texts[0];
  if (!row || !text) return null;
  return { key: row.key, ...text, countries: row.countries.map(({ country }) => country) };
}
