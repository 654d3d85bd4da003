import { randomBytes } from "node:crypto";
import { db } from "~/platform/database/client.server";
import { environment, publicOrigin } from "~/platform/env.server";
import { AppError } from "~/platform/errors";
import { sha256 } from "~/platform/hash.server";
import { errorResponse } from "~/platform/http/errors.server";
import type { Actor } from "../accounts/actor";
import { currentActor, requirePerson } from "../accounts/current.server";

/** Abandoned drafts are purged after this; the key need not live longer. */
const KEPT_SECONDS = 180 * 24 * 60 * 60;
const KEY = /^[A-Za-z0-9_-]{43}$/;

/** 32 random bytes. Made with each new form; it becomes the key of the draft that the form begins. */
export function newDraftKey(): string {
  return randomBytes(32).toString("base64url");
}

export function isDraftKey(text: string): boolean {
  return KEY.test(text);
}

/** Who sends this request, and the draft that the key in their cookie opens. */
export async function submissionActor(request: Request): Promise<Actor> {
  const [actor, held] = await Promise.all([currentActor(request), heldDraft(request)]);
  if (!held || actor.kind === "system") return actor;
  return actor.kind === "person" ? { ...actor, submissionIds: [held] } : { kind: "draft-holder", submissionIds: [held] };
}

async function heldDraft(request: Request): Promise<string | undefined> {
  const cookies = (request.headers.get("Cookie") ?? "").split(/;\s*/);
  const key = cookies.find((cookie) => cookie.startsWith(`${cookieName()}=`))?.slice(cookieName().length + 1);
  if (!key || !isDraftKey(key)) return undefined;
  return (await db().submissionDraft.findUnique({ where: { keyHash: sha256(key) }, select: { submissionId: true } }))?.submissionId;
}

/** The Set-Cookie header's value that keeps a draft's key in this browser. */
export function keepDraftKey(key: string): string {
  return `${cookieName()}=${key}; Max-Age=${KEPT_SECONDS}; ${attributes()}`;
}

/** The one that takes it away. */
export function forgetDraftKey(): string {
  return `${cookieName()}=; Max-Age=0; ${attributes()}`;
}

function attributes(): string {
  return `Path=/; HttpOnly; SameSite=Lax${isHttps() ? "; Secure" : ""}`;
}

function cookieName(): string {
  return isHttps() ? "__Host-sol_draft" : "sol_draft";
}

function isHttps(): boolean {
  return publicOrigin(environment()).startsWith("https:");
}

/** What is not theirs is not there; whoever has not signed in is asked to, whether it is there or not. */
export async function refuse(request: Request): Promise<never> {
  await requirePerson(request);
  throw errorResponse(new AppError("not_found", "submission"));
}
