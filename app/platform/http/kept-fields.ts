/** Words in a field's name that say that nothing of it may be shown or kept: passwords, codes, keys that open something. */
const SECRET_WORDS = new Set([
  ...["password", "passphrase", "passcode", "pass", "pwd", "current", "credential"],
  ...["code", "otp", "totp", "pin", "recovery"],
  ...["secret", "token", "cookie", "session", "authorization"],
]);

/** Whether a field's name, written in any style, says that it holds a secret. */
export function isSecretField(name: string): boolean {
  const words = name
    .replace(/(?<=[a-z0-9])(?=[A-Z])/g, " ")
    .toLowerCase()
    .split(/[^a-z]+/);
  return words.some((word) => SECRET_WORDS.has(word) || /password|passw|secret/.test(word));
}

/**
 * The fields of a post that may be given back or put aside, in their order, repeated ones as often as they came: neither files nor
 * secrets. A form's own key against sending twice is no secret: it stands on the page that the form came from.
 */
export function keptFields(entries: Iterable<readonly [string, FormDataEntryValue]>): Array<[string, string]> {
  return [...entries].flatMap(([name, value]): Array<[string, string]> => (typeof value === "string" && !isSecretField(name) ? [[name, value]] : []));
}
