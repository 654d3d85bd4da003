/** Words in a field's name, written in any style, that say that it holds a secret. */
const SECRET_WORDS = new Set([
  ...["password", "passphrase", "passcode", "pwd", "credential", "recovery", "otp", "totp", "code"],
  ...["secret", "token", "cookie", "session", "authorization"],
]);
/** Names that do so only by themselves: a "currentPrice" is no secret. */
const SECRET_NAMES = new Set(["current", "pin", "pass"]);
/** Codes that everybody may know. */
const PLAIN_CODES = /(reason|country|currency|postal)[-_]?code$/i;

/** Whether a field's name says that it holds a password, a one-time code or another secret. */
export function isSecretField(name: string): boolean {
  if (PLAIN_CODES.test(name)) return false;
  const words = name
    .replace(/(?<=[a-z0-9])(?=[A-Z])/g, " ")
    .toLowerCase()
    .split(/[^a-z]+/);
  return SECRET_NAMES.has(name.toLowerCase()) || words.some((word) => SECRET_WORDS.has(word) || /passw|secret|contrase/.test(word));
}

/**
 * The fields of a posted form that may be kept, or shown again, after it could not be taken, in their order, repeated ones as often as
 * they came: no files, no passwords, no one-time codes. A form's own key against sending twice is no secret: it stands on its page.
 */
export function keptFields(entries: Iterable<readonly [string, FormDataEntryValue]>): Array<[string, string]> {
  return [...entries].flatMap(([name, value]): Array<[string, string]> => (typeof value === "string" && !isSecretField(name) ? [[name, value]] : []));
}
