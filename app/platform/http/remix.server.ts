/**
 * What routes need of Remix on the server. Everything else imports from here, so that leaving Remix 2 for React
 * Router 7 touches few files (docs/decisions/001-remix.md).
 */

export type { ActionFunctionArgs, HeadersFunction, LoaderFunctionArgs, MetaFunction, ServerBuild } from "@remix-run/node";
export { json, redirect } from "@remix-run/node";
export { matchRoutes } from "@remix-run/react";
