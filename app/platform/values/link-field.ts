import { z } from "zod";
import { type LinkFault, readLink } from "./link";

const WORDS: Readonly<Record<LinkFault | "none", string>> = {
  email: "is an e-mail address, or holds one",
  "two-links": "holds two addresses",
  "not-a-link": "must be a public http or https address",
  "private-host": "leads to a private host or to a number, not to a public name",
  credentials: "holds a user's name or password",
  "too-long": "is longer than 2,000 characters",
  none: "says that there is none: leave it out",
};

/** A public http or https address in a file of ours, as the reader of links writes it. */
export const linkField = /* @__PURE__ */ (() =>
  z.string({ error: "must be a public http or https address" }).transform((text, context) => {
    const reading = readLink(text);
    if (reading.kind === "link") return reading.href;
    context.addIssue({ code: "custom", message: WORDS[reading.kind === "none" ? "none" : reading.reason] });
    return z.NEVER;
  }))();
