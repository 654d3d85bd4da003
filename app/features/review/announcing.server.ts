import { AppError } from "~/platform/errors";
import { log } from "~/platform/log.server";
import type { Actor } from "../accounts/actor";
import type { Announced, PickedLetter, Refusal } from "./announcing";
import { announceDecision } from "./decision.server";

/**
 * Announces several decisions one after the other, each in a transaction of its own by the same act as a single one:
 * what can't go is told and holds up none of the others. Sent twice, each is announced once and answered alike.
 */
export async function announceMany(actor: Actor, picked: readonly PickedLetter[], now: Date): Promise<Announced[]> {
  const answers: Announced[] = [];
  for (const { submissionId, version, letter, fault } of picked) {
    const refused = fault ? "fault" : await announceDecision(actor, { submissionId, version, letter }, now).then(() => null, refusalOf);
    answers.push({ submissionId, refused });
  }
  return answers;
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof AppError && error.code === "conflict") return "changed";
  if (error instanceof AppError && error.code === "not_found") return "out-of-reach";
  if (error instanceof AppError && error.reason === "fewer-reviews-now") return "fewer-reviews-now";
  log.error({ err: error }, "a decision could not be announced with others");
  return "failed";
}
