import type { LetterKind } from "./schema";

export type Address = { kind: "email" | "whatsapp"; address: string; verified: boolean };
export type ChosenAddress = Pick<Address, "kind" | "address">;

/** What must reach its person, because something ends without an answer: by every channel that they have. */
const BY_EVERY_CHANNEL: ReadonlySet<LetterKind> = new Set<LetterKind>(["submission.changes-reminder", "submission.expired"]);

/**
 * Where a letter goes: by e-mail when there is a confirmed one, else to the number, where a person at a desk sends it.
 * Nothing but the letter that confirms an e-mail goes to one that nobody has confirmed: it may be a stranger's.
 */
export function chooseAddresses(kind: LetterKind, addresses: readonly Address[]): ChosenAddress[] {
  const emails = addresses.filter((address) => address.kind === "email");
  const numbers = addresses.filter((address) => address.kind === "whatsapp");
  if (kind === "account.verify-email") return chosen(emails.find(({ verified }) => !verified) ?? emails[0]);
  const email = emails.find(({ verified }) => verified);
  const number = numbers.find(({ verified }) => verified) ?? (email ? undefined : numbers[0]);
  if (BY_EVERY_CHANNEL.has(kind)) return [...chosen(email), ...chosen(number)];
  return chosen(email ?? number);
}

function chosen(address: Address | undefined): ChosenAddress[] {
  return address ? [{ kind: address.kind, address: address.address }] : [];
}
