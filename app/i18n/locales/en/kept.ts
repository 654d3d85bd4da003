import type { Translation } from "../../messages";
import type es from "../es/kept";

export default {
  signInTitle: "We kept what you wrote",
  signInText: "Sign in to carry on where you were.",
  newForm: "Open it in a new form",
  newFormText: "No account? You can carry on without one.",
  filledTitle: "This is what you wrote {when}",
  filledText: "It is not saved yet. Check it and save it.",
  toForm: "Go to the form",
  leftTitle: "The form has no place for this any more",
  leftText: "Copy it if you need it.",
  textTitle: "What you wrote {when} is not lost",
  textText: "This page does not have that form any more. Here is your text, in case you want to copy it.",
  refusedTitle: "We could not take it, but here is what you wrote",
  refusedText: "Copy it before you leave this page.",
  offerMine: "Something of yours is not saved: “{title}”, {when}.",
  offerMineUntitled: "Something of yours is not saved, from {when}.",
  offer: "Something in this browser was not saved: “{title}”, {when}. Is it yours?",
  offerUntitled: "Something in this browser was not saved, from {when}. Is it yours?",
  offerTitle: "Not saved",
  open: "Open",
  discard: "Discard",
  justNow: "a moment ago",
} as const satisfies Translation<typeof es>;
