import { Outlet } from "@remix-run/react";
import { currentActor } from "~/features/accounts/current.server";
import { workAreas } from "~/features/accounts/work-areas";
import { AppError } from "~/platform/errors";
import { errorResponse } from "~/platform/http/errors.server";
import { requireLocale } from "~/platform/http/locale.server";
import type { LoaderFunctionArgs } from "~/platform/http/remix.server";

/** Where whoever is signed in can go from every page. A visitor costs no query here, and a failing one takes no page away. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  requireLocale(params);
  // What failed before a page could be asked for is reported as a page all the same (platform/http/error-pages.server.ts).
  if (context.failure instanceof AppError) throw errorResponse(context.failure);
  if (context.failure) throw context.failure;
  const actor = await currentActor(request).catch(() => null);
  return { areas: actor?.kind === "person" ? workAreas(actor) : null };
}

export default function LocaleLayout() {
  return <Outlet />;
}
