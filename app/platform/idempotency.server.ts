import type { Prisma, Tx } from "./database/client.server";

/**
 * Runs `run` for the first request with this key; every other one, also at the same moment, gets the first one's
 * answer. Inside the caller's transaction, so that an answer is kept only with what it tells of.
 *
 * @param scope "person:<id>" or "draft:<hash>": whose key it is
 */
export async function once<Answer extends Prisma.InputJsonValue>(
  tx: Tx,
  { scope, key, now }: { scope: string; key: string; now: Date },
  run: () => Promise<Answer>,
): Promise<Answer> {
  // Whoever comes second waits here until the first one's transaction has ended.
  const taken = await tx.idempotencyKey.createMany({ data: [{ scope, key, result: {}, createdAt: now }], skipDuplicates: true });
  if (taken.count === 0) return (await tx.idempotencyKey.findUniqueOrThrow({ where: { scope_key: { scope, key } }, select: { result: true } })).result as Answer;
  const answer = await run();
  await tx.idempotencyKey.update({ where: { scope_key: { scope, key } }, data: { result: answer } });
  return answer;
}
