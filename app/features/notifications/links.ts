import type { Locale } from "~/i18n/locales";

/** The pages that letters lead to; those that a token opens stand in accounts/links.ts. */
export const LETTER_PAGES = {
  account: (locale: Locale) => `/${locale}/account`,
  resetPassword: (locale: Locale) => `/${locale}/sign-in/reset`,
  mySolution: (locale: Locale, submissionId: string) => `/${locale}/my/solutions/${submissionId}`,
  answerChanges: (locale: Locale, submissionId: string) => `/${locale}/my/solutions/${submissionId}/answer`,
  listing: (locale: Locale, listingId: string) => `/${locale}/my/listings/${listingId}`,
  waiting: (locale: Locale) => `/${locale}/manage/waiting`,
  invite: (locale: Locale) => `/${locale}/account/invite`,
  deskSubmission: (locale: Locale, submissionId: string) => `/${locale}/coordinate/${submissionId}`,
  review: (locale: Locale, assignmentId: string) => `/${locale}/review/${assignmentId}`,
} as const;
