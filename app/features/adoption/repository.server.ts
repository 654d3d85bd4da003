import type { Tx } from "~/platform/database/client.server";
import { takeSlug, toSlug } from "~/platform/slug";

export type NewNeed = {
  id: string;
  /** What its address is made from. */
  key: string;
  personId: string | null;
  language: string;
  country: string;
  placeName: string | null;
  categoryKey: string | null;
  businessType: string;
  size: string;
  searched: string | null;
  /** By language; the need's own language is its author's, the others are the institution's. */
  texts: Readonly<Record<string, { title: string; text: string }>>;
  demonstration: boolean;
  createdAt: Date;
};

export async function insertNeeds(tx: Tx, needs: readonly NewNeed[]): Promise<void> {
  const taken = new Set((await tx.need.findMany({ select: { slug: true } })).map(({ slug }) => slug));
  await tx.need.createMany({
    data: needs.map(({ texts: _texts, key, ...need }) => ({ ...need, slug: takeSlug(toSlug(key) || need.id, taken), state: "open" as const })),
  });
  await tx.needText.createMany({
    data: needs.flatMap(({ id, language: own, texts }) =>
      Object.entries(texts).map(([language, words]) => ({ needId: id, language, origin: language === own ? ("author" as const) : ("institution" as const), ...words })),
    ),
  });
}
