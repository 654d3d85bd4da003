import { Outlet } from "@remix-run/react";
import { AppError } from "~/platform/errors";
import { errorResponse } from "~/platform/http/errors.server";
import { requireLocale } from "~/platform/http/locale.server";
import type { LoaderFunctionArgs } from "~/platform/http/remix.server";

export function loader({ params, context }: LoaderFunctionArgs) {
  requireLocale(params);
  // What failed before a page could be asked for is reported as a page all the same (platform/http/error-pages.server.ts).
  if (context.failure instanceof AppError) throw errorResponse(context.failure);
  if (context.failure) throw context.failure;
  return null;
}

export default function LocaleLayout() {
  return <Outlet />;
}
