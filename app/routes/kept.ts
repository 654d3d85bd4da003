import { whoIsIn } from "~/features/accounts/current.server";
import { safeNext } from "~/features/accounts/next";
import { now } from "~/platform/clock";
import { readForm } from "~/platform/http/form.server";
import { requireLocale } from "~/platform/http/locale.server";
import { findParkedPosts, forgetParkedPost } from "~/platform/http/parked-posts.server";
import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from "~/platform/http/remix.server";

/** Nothing stands here: what is kept is told on the pages that it is about (app/parking.server.ts). */
export function loader({ params }: LoaderFunctionArgs) {
  throw redirect(`/${requireLocale(params)}`);
}

/** Discards what this browser keeps, for its person, or for anybody where it is nobody's. */
export async function action({ request, params }: ActionFunctionArgs) {
  const locale = requireLocale(params);
  const { id, next } = await readForm(request);
  const viewer = await whoIsIn(request);
  const kept = (await findParkedPosts(request, now())).find((post) => post.id === id && (post.personId === null || post.personId === viewer));
  const headers = new Headers();
  if (kept) headers.append("Set-Cookie", await forgetParkedPost(kept.id));
  return redirect(safeNext(next) ?? `/${locale}`, { status: 303, headers });
}
