export const INVITATION_PURPOSE = "account.invitation";
/** How long the link of an invitation opens it. */
export const INVITATION_LIVES_MS = 7 * 86_400_000;

export type InvitationStanding = "open" | "accepted" | "revoked" | "ended";

/**
 * Where an invitation stands, and since when, or until when.
 *
 * @param facts.expiresAt of the link that opens it; null once that was swept away
 */
export function invitationStanding(
  { createdAt, acceptedAt, revokedAt, expiresAt }: { createdAt: Date; acceptedAt: Date | null; revokedAt: Date | null; expiresAt: Date | null },
  now: Date,
): { standing: InvitationStanding; at: Date } {
  if (acceptedAt) return { standing: "accepted", at: acceptedAt };
  if (revokedAt) return { standing: "revoked", at: revokedAt };
  const until = expiresAt ?? new Date(createdAt.getTime() + INVITATION_LIVES_MS);
  return { standing: expiresAt !== null && expiresAt > now ? "open" : "ended", at: until };
}
