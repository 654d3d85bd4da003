import type { ConflictFacts } from "~/features/submissions/conflict-of-interest/rules";

/** What the rule of conflict is told of a submission with which nobody is in conflict. */
export function conflictFacts(overrides: Partial<ConflictFacts> = {}): ConflictFacts {
  return {
    ownerOrganisationId: null,
    ownPersonIds: [],
    conflictedPersonIds: [],
    formerMemberIds: [],
    panelPersonIds: [],
    keptOut: { personIds: [], organisationIds: [] },
    blind: false,
    ...overrides,
  };
}
