import { currentActor } from "~/features/accounts/current.server";
import { db } from "~/platform/database/client.server";
import { tokenOf } from "~/platform/tokens.server";

let clients = 0;

type Sent = Record<string, string>;
type Options = { client?: string; cookie?: string; token?: string };

/** Sends a form as a browser does; every call from a client of its own unless one is named. */
export async function send(action: (args: never) => Promise<Response> | Response, form: Sent, { client, cookie, token }: Options = {}): Promise<Response> {
  clients += 1;
  const request = new Request("http://localhost:3000/es/x", { method: "POST", body: new URLSearchParams(form), headers: cookie ? { cookie } : {} });
  return action({ request, params: { locale: "es", token }, context: { address: client ?? `10.0.${Math.floor(clients / 250)}.${clients % 250}` } } as never);
}

export const cookieOf = (answer: Response) => (answer.headers.get("Set-Cookie") ?? "").split(";")[0] ?? "";
export const actorOf = (cookie: string) => currentActor(new Request("http://localhost:3000/es", { headers: { cookie } }));
/** The letters asked for so far, the oldest first. */
export const letters = () =>
  db().$queryRaw<Array<{ payload: { kind: string; recipientId: string; subjectId: string } }>>`SELECT payload FROM graphile_worker._private_jobs ORDER BY id`;

/** What stands in the link of the last letter of this kind. */
export async function lastToken(kind: string): Promise<string> {
  const job = (await letters()).filter(({ payload }) => payload.kind === kind).at(-1);
  return tokenOf(job?.payload.subjectId ?? "");
}
