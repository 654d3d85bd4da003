import { Outlet } from "@remix-run/react";
import { requireLocale } from "~/platform/http/locale.server";
import type { LoaderFunctionArgs } from "~/platform/http/remix.server";

export function loader({ params }: LoaderFunctionArgs) {
  requireLocale(params);
  return null;
}

export default function LocaleLayout() {
  return <Outlet />;
}
