import { canonicalJson, sha256 } from "~/platform/hash.server";
import type { ClaimContent, SolutionContent, SolutionText } from "./schema";

/** The same content always has the same hash: an import tells "unchanged" by it, a revision is named by it. */
export function contentHash(content: SolutionContent): string {
  return sha256(canonicalJson(content));
}

/** What a translation was made from; it is stale when the author's text hashes differently. */
export function sourceHash(text: SolutionText): string {
  const { origin: _origin, ...words } = text;
  return sha256(canonicalJson(words));
}

/** What a verification vouches for: the statements and the figure, not the evidence beside them. */
export function claimHash(claim: Pick<ClaimContent, "statement" | "figure">): string {
  return sha256(canonicalJson({ statement: claim.statement, figure: claim.figure }));
}
