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

export type PrivacyNotice = { edition: string; text: string /** The language of both. */; language: string };

/** How these editions use people's data, the latest first; of the one that is open, else was last, when none is named. */
export async function readPrivacyNotices(editionIds: readonly string[], now: Date, wanted: string): Promise<PrivacyNotice[]> {
  const rows = await db().edition.findMany({
    where: editionIds.length > 0 ? { id: { in: [...editionIds] } } : { opensAt: { lte: now } },
    orderBy: [{ opensAt: "desc" }, { id: "asc" }],
    take: Math.max(1, editionIds.length),
    select: { texts: { select: { language: true, name: true, privacyNotice: true }, orderBy: { language: "asc" } } },
  });
  return rows.flatMap(({ texts }) => {
    const words = inLanguage(texts, wanted);
    return words ? [{ edition: words.name, text: words.privacyNotice, language: words.language }] : [];
  });
}

function inLanguage<Text extends { language: string }>(texts: readonly Text[], wanted: string): Text | undefined {
  return texts.find(({ language }) => language === wanted) ?? texts.find(({ language }) => language === "es") ?? texts[0];
}

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
  const text = row && inLanguage(row.texts, wanted);
  if (!row || !text) return null;
  return { key: row.key, ...text, countries: row.countries.map(({ country }) => country) };
}
