import { z } from "zod";
import { fileKey, fileLanguage, words } from "../network/schema";

/** prisma/taxonomy/categories.json: the order in the file is the order on the pages. */
export const CategoriesFileSchema = z.array(
  z.strictObject({
    key: fileKey,
    icon: fileKey,
    texts: z.record(fileLanguage, z.strictObject({ label: words(80), shortLabel: words(40), description: words(300) })),
  }),
);

/** prisma/taxonomy/business-types.json: plain words that owners use, mapped to a section of ISIC Rev. 4. */
export const BusinessTypesFileSchema = z.array(
  z.strictObject({
    key: fileKey,
    isic: z.string().regex(/^[A-U]$/, { error: "must be a section of ISIC Rev. 4, A to U" }),
    label: z.record(fileLanguage, words(80)),
    /** Regional words for the same business, which search knows too. */
    also: z.record(fileLanguage, z.array(words(60))).default({}),
  }),
);

export type CategoryEntry = z.output<typeof CategoriesFileSchema>[number];
export type BusinessTypeEntry = z.output<typeof BusinessTypesFileSchema>[number];
