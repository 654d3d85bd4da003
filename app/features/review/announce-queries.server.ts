import { db } from "~/platform/database/client.server";
import type { Actor } from "../accounts/actor";
import type { NotAnnounceable } from "./announcing";
import { readDecision, readHead, readPanel } from "./desk-queries.server";
import { DESK_POLICY } from "./policy";
import type { DecisionRow, PanelMemberRow } from "./queue";
import { findDesk, findOwnerIds } from "./repository.server";

export type Announceable = {
  id: string;
  version: number;
  reference: string;
  title: string;
  language: string;
  organisation: string | null;
  decision: DecisionRow;
  panel: PanelMemberRow[];
  owner: { name: string | null; locale: string } | null;
};

export type Announceables = { ready: Announceable[]; others: NotAnnounceable[] /** Not there, or not for this person to see. */; outOfReach: number };

/** What can be announced of these, what stands elsewhere, and how many the actor may not see: of those nothing else is said. */
export async function readAnnounceables(actor: Actor, ids: readonly string[], language: string, now: Date): Promise<Announceables> {
  const found: Announceables = { ready: [], others: [], outOfReach: 0 };
  for (const id of new Set(ids)) {
    const desk = await findDesk(db(), id, now);
    if (!desk || !DESK_POLICY.see(actor, desk.record)) {
      found.outOfReach += 1;
      continue;
    }
    const owner = await readOwner(id, now);
    // The title as the letter will say it.
    const { reference, title, language: titleLanguage, organisation } = await readHead(db(), id, owner?.locale ?? language);
    const decision = DESK_POLICY.announce(actor, desk.record) ? await readDecision(db(), id) : null;
    if (decision) {
      const { panel } = await readPanel(db(), desk, { language, withReviews: DESK_POLICY.readReviews(actor, desk.record), withNotes: false });
      found.ready.push({ id, version: desk.version, reference, title, language: titleLanguage, organisation, decision, panel, owner });
    } else found.others.push({ id, reference, title, language: titleLanguage, state: desk.state });
  }
  return found;
}

async function readOwner(submissionId: string, now: Date): Promise<Announceable["owner"]> {
  const [ownerId] = await findOwnerIds(db(), submissionId, now);
  const owner = ownerId ? await db().person.findUnique({ where: { id: ownerId }, select: { displayName: true, locale: true } }) : null;
  return owner && { name: owner.displayName, locale: owner.locale };
}
