import { requirePerson } from "~/features/accounts/current.server";
import { readPersonalData } from "~/personal-data.server";
import { now } from "~/platform/clock";
import { environment, publicOrigin } from "~/platform/env.server";
import { requireLocale } from "~/platform/http/locale.server";
import type { LoaderFunctionArgs } from "~/platform/http/remix.server";

/** Everything about whoever asks, in one file that a person can read and a program too. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  requireLocale(params);
  const data = await readPersonalData(await requirePerson(request));
  const madeAt = now();
  return new Response(`${JSON.stringify({ site: publicOrigin(environment()), madeAt, ...data }, null, 2)}\n`, {
    headers: {
      "Content-Type": "application/json; charset=utf-8",
      "Content-Disposition": `attachment; filename="solucionario-${madeAt.toISOString().slice(0, 10)}.json"`,
      "Cache-Control": "private, no-store",
    },
  });
}
