import type { Translation } from "../../messages";
import type es from "../es/errors";

export default {
  notFoundTitle: "We can't find this page",
  notFoundText: "The address may have a mistake, or the page is no longer published. Try searching for what you need.",
  goneTitle: "This listing was taken down",
  goneText: "It is no longer part of the registry. Try searching for another solution to your problem.",
  badInputTitle: "We did not understand the request",
  badInputText: "The address or the form holds something we can't read. Go back and try again.",
  forbiddenOriginTitle: "We could not accept the form",
  forbiddenOriginText: "It came from another page. Open this site again and send it from here; what you typed is still on your previous screen.",
  tooLargeTitle: "What you sent is too large",
  tooLargeText: "Make the text or the file smaller and try again.",
  tooManyTitle: "Too many visits in a row",
  tooManyText: "Wait a minute and try again.",
  unavailableTitle: "We can't answer right now",
  unavailableText: "We are working on it. Try again in a few minutes.",
  unexpectedTitle: "Something failed on our side",
  unexpectedText: "It has been noted. Try again; if it happens once more, tell us this number:",
  backHome: "Go to the start page",
  searchInstead: "Search for a solution",
} as const satisfies Translation<typeof es>;
