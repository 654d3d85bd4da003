import type { PersonActor } from "~/features/accounts/actor";
import { startSession } from "~/features/accounts/session.server";

type Sent = {
  cookie?: string;
  /** A form: sent by POST. */
  form?: Readonly<Record<string, string | number>> | URLSearchParams | FormData;
  params?: Record<string, string>;
  /** Who asks, as the server in front of Remix tells it. */
  address?: string;
};

/** Calls a loader or an action as Remix does, and gives back its response, whether it was returned or thrown. */
export async function ask(handler: (args: never) => unknown, path: string, { cookie, form, params, address }: Sent = {}): Promise<Response> {
  const request = new Request(`http://localhost:3000${path}`, { headers: cookie ? { cookie } : {}, ...(form && { method: "POST", body: bodyOf(form) }) });
  const args = { request, params: { locale: path.split(/[/?]/)[1], ...params }, context: address ? { address } : {} };
  try {
    return (await handler(args as never)) as Response;
  } catch (thrown) {
    if (thrown instanceof Response) return thrown;
    throw thrown;
  }
}

function bodyOf(form: NonNullable<Sent["form"]>): URLSearchParams | FormData {
  if (form instanceof URLSearchParams || form instanceof FormData) return form;
  return new URLSearchParams(Object.entries(form).map(([name, value]) => [name, String(value)]));
}

/** The cookie of a session that begins now; nobody's is empty. */
export async function sessionOf(person: Pick<PersonActor, "personId"> | null): Promise<string> {
  return person ? ((await startSession(new Request("http://localhost:3000/"), person.personId)).split(";")[0] ?? "") : "";
}
