/** The pages that mailed links open. Each has a button that does what the letter says; opening alone does nothing. */
const PATHS = {
  "account.verify-email": "sign-up/confirm",
  "account.sign-in-link": "sign-in/link",
  "account.reset-password": "sign-in/reset",
  "account.invitation": "sign-up/invitation",
  "submission.on-behalf": "my/take-over",
} as const;

export type AccountLinkKind = keyof typeof PATHS;

/** "/es/sign-in/link/…": the path for a letter of this kind, with its token (`tokenOf` of the row that the letter names). */
export function accountLink(locale: string, kind: AccountLinkKind, token: string): string {
  return `/${locale}/${PATHS[kind]}/${token}`;
}
