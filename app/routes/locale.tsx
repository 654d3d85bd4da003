import { Outlet } from "@remix-run/react";
import { currentActor } from "~/features/accounts/current.server";
import { workAreas } from "~/features/accounts/work-areas";
import { requireLocale } from "~/platform/http/locale.server";
import type { LoaderFunctionArgs } from "~/platform/http/remix.server";

/** Where whoever is signed in can go from every page. A visitor costs no query here, and a failing one takes no page away. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  requireLocale(params);
  const actor = await currentActor(request).catch(() => null);
  return { areas: actor?.kind === "person" ? workAreas(actor) : null };
}

export default function LocaleLayout() {
  return <Outlet />;
}
