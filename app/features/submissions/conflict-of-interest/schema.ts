/** What somebody declares that stands between them and a submission. The keys are stored; whichever it is, it closes the submission to them. */
export const CONFLICT_KINDS = ["employment", "family", "financial", "collaboration", "competitor", "institutional"] as const;
export type ConflictKind = (typeof CONFLICT_KINDS)[number];

/** States of an assignment whose reviewer no longer belongs to the panel. */
export const OFF_PANEL = ["declined", "recused", "revoked"] as const;
