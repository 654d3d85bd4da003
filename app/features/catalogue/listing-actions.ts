import { z } from "zod";
import { LISTING_ACTIONS, type ListingAction } from "./policy";
import { REMOVAL_REASONS } from "./status";

/** What suspends or removes a listing has to say why. */
export function needsReason(action: ListingAction): action is "suspend" | "remove" {
  return action === "suspend" || action === "remove";
}

/** The fields of a listing's work page; each action that wants a reason has its own. */
export const LISTING_WORK_FIELDS = ["action", "version", "reason-suspend", "reason-remove", "report", "request"] as const;

const reason = z.enum(REMOVAL_REASONS).optional().catch(undefined);

/** What a button of the work page asks for. A reason that is none is missing. */
export const ListingWorkSchema = z.union([
  z.object({
    action: z.enum(Object.keys(LISTING_ACTIONS) as [ListingAction, ...ListingAction[]]),
    version: z
      .string()
      .regex(/^\d{1,9}$/)
      .transform(Number),
    "reason-suspend": reason,
    "reason-remove": reason,
  }),
  z.object({ action: z.literal("dismiss-report"), report: z.uuid() }),
  z.object({ action: z.enum(["answered", "waiting"]), request: z.uuid() }),
]);
