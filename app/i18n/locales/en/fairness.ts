export default {
  blindTitle: "Before you open it",
  blindText:
    "In this edition reviews are given without knowing whose it is. Among these names are its owner's, and others that have nothing to do with it. Tick those you have any tie to.",
  blindOrganisations: "Organisations",
  blindPeople: "People",
  blindTie: "If you ticked somebody, what ties you?",
  blindTieHint: "If what you ticked is a conflict with its owner, you step aside and will not see the content. It is no fault: thank you for saying so.",
  blindNobody: "I ticked nobody",
  blindNotice: "Nothing here says whose it is. Where a name, a link or a number of theirs stood, you read “[…]”.",
  keepOutTitle: "Who must not see it",
  keepOutWords: "Its owner wrote:",
  keepOutOwner: "Its owner ticked these institutions:",
  keepOutHint: "Tick the people and institutions that are meant. They can't see it, run it or review it. Whoever was reviewing it stops.",
  keepOutPeople: "People who run or review",
  keepOutInstitutions: "Institutions",
  keepOut: "Save who must not see it",
} as const;
