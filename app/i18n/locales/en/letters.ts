import type { Translation } from "../../messages";
import type es from "../es/letters";

export default {
  greeting: "Hello {name},",
  greetingUnnamed: "Hello,",
  signature: "{institution}\nthrough Solucionario, {site}",
  signatureOwn: "Solucionario ({site})",
  trust: "Solucionario never asks for passwords, codes or deposits in a letter.",
  programmeTeam: "The programme team",

  verifyEmailSubject: "Confirm your e-mail",
  verifyEmailBody:
    "To confirm that this e-mail is yours, open this page and press the button:\n{link}\n\nThe link works once, for {duration}. If you did not ask for it, do nothing.",
  signInLinkSubject: "Your link to sign in",
  signInLinkBody: "To sign in, open this page and press the button:\n{link}\n\nThe link works once, for {duration}. Share it with nobody. If you did not ask for it, do nothing.",
  resetPasswordSubject: "Choose a new password",
  resetPasswordBody:
    "Somebody, we hope you, asked to change the password of your account. To choose a new one, open this page:\n{link}\n\nThe link works once, for {duration}. If you did not ask for it, do nothing: your password stays as it is.",
  invitationSubject: "An invitation to Solucionario",
  invitationBody:
    "You are invited to work in Solucionario, the registry of solutions that already work in small firms. To accept, open this page:\n{link}\n\nThe link works once, for {duration}. If you did not expect this invitation, do nothing.",
  addressChangedSubject: "The e-mail or number of your account changed",
  addressChangedBody:
    "The e-mail or the number of your account changed. If it was you, there is nothing to do.\n\nIf it was not you, come here at once, change your password and end the other sessions:\n{link}",
  passwordChangedSubject: "The password of your account changed",
  passwordChangedBody: "The password of your account changed. If it was you, there is nothing to do.\n\nIf it was not you, ask for a new password here at once:\n{link}",

  onBehalfSubject: "Your solution “{title}” has been submitted",
  onBehalfBody:
    "{author}, of {institution}, submitted the solution “{title}” for you, as you agreed. Its number is {reference}.\n\nTo see it, correct it and get the answers, take it over as yours here:\n{link}\n\nThe link works for {duration}. If you did not agree, take it over and withdraw it there, or tell {institution}.",
  receivedSubject: "We received “{title}” ({reference})",
  receivedBody:
    "We received your solution “{title}”. Its number is {reference}.\n\nWe will answer by {date}. If we could not make it, we would tell you before that date.\n\nHere you can see how it is going:\n{link}",
  changesRequestedSubject: "Something is missing in “{title}” ({reference})",
  changesRequestedBody:
    "We read “{title}”, and to go on we need you to complete something:\n\n{notes}\n\nPlease answer by {date}, on this page:\n{link}\n\nMeanwhile the clock of our own answer stands still.",
  changesReminderSubject: "We are waiting for your answer about “{title}” ({reference})",
  changesReminderBody:
    "Some days ago we asked you to complete something in “{title}”, and we have no answer yet.\n\nYou can answer until {date}, on this page:\n{link}\n\nAfter that date the submission is closed.",
  dateMovedSubject: "Our answer about “{title}” will take longer ({reference})",
  dateMovedBody:
    "We promised you an answer about “{title}” by {before}. We will not make it, and we are sorry.\n\nThe new date is {date}. There is nothing that you have to do.\n\nHere you can see how it is going:\n{link}",
  expiredSubject: "“{title}” was closed without an answer ({reference})",
  expiredBody:
    "We asked you to complete something in “{title}”, and 30 days passed without an answer, so the submission was closed. What you wrote is kept.\n\nIf the edition is still open, you can take it up again here:\n{link}",
  withdrawnSubject: "“{title}” was withdrawn ({reference})",
  withdrawnBody: "The submission “{title}” ({reference}) was withdrawn by whoever sent it. Nothing more has to be done.\n\nIt is kept here:\n{link}",

  unclaimedSubject: { one: "A submission waits for somebody to take it", other: "{count} submissions wait for somebody to take them" },
  unclaimedBody: {
    one: "There is {count} submission that nobody has taken yet: “{title}” ({reference}). It is in the hands of: {institution}.\n\nTalk to the institution, or hand it over to another:\n{link}",
    other:
      "There are {count} submissions that nobody has taken yet. The one that has waited longest is “{title}” ({reference}). It is in the hands of: {institution}.\n\nTalk to the institutions, or hand them over to others:\n{link}",
  },
  dueSoonSubject: "The answer about “{title}” is due by {date} ({reference})",
  dueSoonBody:
    "We promised whoever sent “{title}” an answer by {date}.\n\nDecide and announce the answer, or move the date with a reason:\n{link}\n\nIf nobody does, a day before it the date moves by a week and whoever sent it is told.",
  nobodyLeftSubject: "Nobody may handle submission {reference}",
  nobodyLeftBody:
    "Everybody who could handle submission {reference} has a conflict of interest with it, so nobody is left.\n\nSo that it can go on, invite somebody else to manage the programme:\n{link}",
  reviewerLeftSubject: "Nobody is left to review “{title}” ({reference})",
  reviewerLeftBody:
    "The last person assigned to review “{title}” will not do it.\n\nAssign somebody else, or hand the submission over to another institution:\n{link}\n\nThe answer is promised by {date}.",
  reviewInvitedSubject: "We ask you to review “{title}”",
  reviewInvitedBody:
    "We ask you to review the solution “{title}”. Before you read it, the page asks whether you have a conflict of interest.\n\nAccept, or say that you can't, here:\n{link}\n\nThe answer is promised by {date}.",
  reviewReminderSubject: "Your review of “{title}” is waiting",
  reviewReminderBody: "We are still waiting for your review of “{title}”. The answer is promised by {date}.\n\nGo on where you left it, or say that you can't:\n{link}",
  reviewStaleSubject: "“{title}” changed after your review",
  reviewStaleBody:
    "The people behind “{title}” answered what they were asked for, and the text changed. Your review is of the version before and no longer counts.\n\nYour answers are still there: read it again, change what is needed and hand it in again:\n{link}\n\nThe answer is promised by {date}.",
  decisionAnnouncedSubject: "The answer about “{title}” ({reference})",
  decisionAnnouncedBody: "{letter}\n\nEverything else is on this page:\n{link}",
  confirmTextSubject: "Read and confirm the page of “{title}”",
  confirmTextBody: "The public page of “{title}” is ready. Read the text and confirm that it says what it should:\n{link}\n\nUntil you confirm it, nobody else sees it.",
  needsConfirmationSubject: "Does the page of “{title}” still hold?",
  needsConfirmationBody:
    "Nobody has confirmed the public page of “{title}” for some time. Read it, above all the price and the contact. If all of it still holds, press “{button}”:\n{link}\n\nIf nobody confirms it before {date}, searches will no longer find it. You can publish it again whenever you want.",
  contactRequestSubject: "Somebody wants to talk to you about “{title}”",
  contactRequestBody:
    "Somebody found “{title}” and wrote to you. The message, and how to answer it, are here:\n{link}\n\nWhoever looks for a solution often decides within days: it is worth answering soon.",
  reportFiledSubject: "There is a report about “{title}”",
  reportFiledBody: "Somebody reported a problem with the page “{title}”. Read the report and decide whether it must be suspended:\n{link}",
  reportNobodyLeftSubject: "Nobody may look into a report about “{title}”",
  reportNobodyLeftBody:
    "Somebody reported a problem with the page “{title}”. Everybody who could look into it has a conflict of interest with it.\n\nSo that somebody can, invite another person to manage the programme:\n{link}",

  heldTitle: "Letters by WhatsApp",
  heldLead: "These people have no e-mail. Open their letter in WhatsApp, send it, and mark it here as sent.",
  heldNone: "There are no letters to send.",
  heldSince: "Waiting since {date}",
  heldText: "Read the letter",
  heldOpen: "Open in WhatsApp",
  heldSent: "I sent it",
  failedTitle: "Letters that did not arrive",
  failedLead: "These letters did not leave, and nobody tries to send them any more. Try again, or tell the person yourself and mark it here.",
  failedNone: "Every letter has left.",
  failedRefused: "The person's e-mail does not exist or takes no letters.",
  failedNoAddress: "The person has no confirmed e-mail.",
  failedUnanswered: "The mail server did not take it for several days.",
  failedSince: "Written on {date}",
  failedRetry: "Send it again",
  failedTold: "I told them another way",
  failedGiveUp: "Leave it at that",
  failedGiveUpText: "It goes off this list and nobody will tell the person. It can't be undone.",
  failedGiveUpYes: "Yes, leave it at that",
  failedOvertaken: "Somebody has seen to that letter already. We did nothing: those that are left are below.",
  waitingCount: "{title}: {count}",
} as const satisfies Translation<typeof es>;
