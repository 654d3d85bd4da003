import type { Locale } from "~/i18n/locales";

/** The pages that letters lead to; those that a token opens stand in accounts/links.ts. */
export const LETTER_PAGES = {
  signIn: (locale: Locale) => `/${locale}/sign-in`,
  mySolution: (locale: Locale, submissionId: string) => `/${locale}/my/solutions/${submissionId}`,
  desk: (locale: Locale) => `/${locale}/coordinate`,
  deskSubmission: (locale: Locale, submissionId: string) => `/${locale}/coordinate/${submissionId}`,
  review: (locale: Locale, assignmentId: string) => `/${locale}/review/${assignmentId}`,
} as const;
