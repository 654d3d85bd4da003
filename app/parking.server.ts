import { lacksSecondFactor, whoIsIn } from "./features/accounts/current.server";
import { safeNext } from "./features/accounts/next";
import { lastPersonOf, readSession } from "./features/accounts/session.server";
import { mayTry } from "./features/accounts/throttle.server";
import { isLocale, localeOfPath } from "./i18n/locales";
import { noticeMarkup, type ParkedNotice, type Told } from "./parked-notices";
import { now } from "./platform/clock";
import { AppError } from "./platform/errors";
import type { RenderRequest } from "./platform/http/error-pages.server";
import {
  addToContent,
  anchorOf,
  type FormPage,
  fillForm,
  findForm,
  nameParked,
  PARKED_PARAMETER,
  pageAddress,
  readPage,
  samePage,
  typedFields,
  withParked,
  writePage,
} from "./platform/http/form-page";
import { keptFields } from "./platform/http/kept-fields";
import { findParkedPosts, forgetParkedPost, mayHoldParked, type ParkedPost, parkPost } from "./platform/http/parked-posts.server";

type Context = Parameters<RenderRequest>[1];

/** Nobody is signed in there: what is typed comes back by itself, and is for nobody to keep. */
const ENTRANCES = /^\/[a-z]{2}\/(?:sign-(?:in|up|out)|kept)(?:\/|$)/;
const SIGN_IN = /^\/[a-z]{2}\/sign-in$/;
const SECOND_FACTOR = /^\/[a-z]{2}\/account\/second-factor$/;
/** Enough to know one's own text by. */
const TITLE_LENGTH = 80;

/**
 * Nothing typed is lost when a form is sent and nobody is signed in any more: whatever route sends a post to the sign-in page, or
 * does not know it for want of a cookie, what was typed is kept for a day, and after signing in the same form opens with it. It is
 * never sent by itself. Only the person whose session had ended is shown it; where there was no session, it is offered.
 */
export function withParking(render: RenderRequest): RenderRequest {
  return (request, context) => {
    const { pathname } = new URL(request.url);
    if (!isLocale(pathname.split("/")[1])) return render(request, context);
    if (request.method === "POST") return answerPost(render, request, context);
    if (request.method === "GET" && mayHoldParked(request)) return answerGet(render, request, context);
    return render(request, context);
  };
}

async function answerPost(render: RenderRequest, request: Request, context: Context): Promise<Response> {
  const url = new URL(request.url);
  const copy = request.clone();
  const answer = await render(request, context);
  if (ENTRANCES.test(url.pathname)) return mayHoldParked(request) && isPage(answer) ? onSignIn(render, request, answer, await findParkedPosts(request, now())) : answer;
  const where = locationOf(answer, url);
  const refused = answer.status === 404 && isPage(answer);
  if (refused || (where && (SIGN_IN.test(where.pathname) || (SECOND_FACTOR.test(where.pathname) && (await owesCode(request))))))
    return park(render, request, copy, answer, context);
  return mayHoldParked(request) && url.searchParams.has(PARKED_PARAMETER) ? afterOpened(request, copy, answer) : answer;
}

/** What stands in the form stays where it is, in the table, until it is taken: then it is used up. */
async function afterOpened(request: Request, copy: Request, answer: Response): Promise<Response> {
  const url = new URL(request.url);
  const { mine, nobodys } = await readableBy(await whoIsIn(request), request);
  const opened = [...mine, ...nobodys].find(({ id }) => id === url.searchParams.get(PARKED_PARAMETER));
  if (!opened) return answer;
  if (answer.status < 400) {
    answer.headers.append("Set-Cookie", await forgetParkedPost(opened.id));
    return answer;
  }
  if (!isPage(answer)) return answer;
  const page = readPage(await answer.text(), url.pathname + url.search);
  const form = findForm(page, { address: opened.address, fields: await fieldsOf(copy).catch(() => opened.fields) });
  nameParked(page, form, opened.id);
  return answerWith(answer, page);
}

async function park(render: RenderRequest, request: Request, copy: Request, answer: Response, context: Context): Promise<Response> {
  const url = new URL(request.url);
  const locale = localeOfPath(url.pathname);
  const fields = await fieldsOf(copy).catch((cause: unknown) => {
    if (cause instanceof AppError) throw cause;
    return [];
  });
  const typed = typedFields(fields);
  if (typed.length === 0) return answer;
  const refused = answer.status === 404;
  const personId = await lastPersonOf(request);
  const address = pageAddress(url.pathname + url.search);
  const page = pageOf(request) ?? address;
  // What is not there for its sender opens nowhere again, unless the page without its query has the same form: it is told on the spot.
  const newForm = refused && personId !== null && page.includes("?") ? page.slice(0, page.indexOf("?")) : null;
  if (refused && newForm === null) return addTexts(answer, url, { kind: "refused", texts: typed, newForm });
  const known = await findParkedPosts(request, now());
  const again = known.find((post) => post.id === url.searchParams.get(PARKED_PARAMETER) && post.personId === personId);
  const parked =
    (personId !== null || (await mayTry("parkByClient", context.address ?? "unknown"))) &&
    (await parkPost({ personId, page, address, language: locale, fields }, known, again, now()));
  if (!parked) {
    const full = refused ? answer : await render(new Request(new URL(`/${locale}`, url)), { ...context, failure: new AppError("too_many", "parked") });
    return addTexts(full, url, { kind: "refused", texts: typed, newForm: null });
  }
  if (parked.cookie) answer.headers.append("Set-Cookie", parked.cookie);
  if (refused) return addTexts(answer, url, { kind: "refused", texts: typed, newForm: newForm && withParked(newForm, parked.id) });
  const where = locationOf(answer, url);
  if (where && SIGN_IN.test(where.pathname)) {
    // Nobody's is not opened by itself, whoever signs in.
    where.searchParams.set("next", personId === null ? page : withParked(page, parked.id));
    answer.headers.set("Location", where.pathname + where.search);
  }
  return answer;
}

async function answerGet(render: RenderRequest, request: Request, context: Context): Promise<Response> {
  const url = new URL(request.url);
  const answer = await render(request, context);
  const asked = url.searchParams.get(PARKED_PARAMETER);
  const posts = await findParkedPosts(request, now());
  if (posts.length === 0) return answer;
  if (ENTRANCES.test(url.pathname)) return isPage(answer) ? onSignIn(render, request, answer, posts) : answer;
  const viewer = await whoIsIn(request);
  const { mine, nobodys } = divide(posts, viewer);
  const here = url.pathname + url.search;
  const opened = [...mine, ...nobodys].find(({ id }) => id === asked) ?? mine.find(({ page }) => samePage(page, here));
  const isMine = opened !== undefined && opened.personId !== null;
  const where = locationOf(answer, url);
  if (opened && asked && !isMine && answer.status !== 200 && pageAddress(here).includes("?")) return lead(withParked(url.pathname, opened.id));
  if (where) {
    if (opened && isMine && !ENTRANCES.test(where.pathname)) answer.headers.set("Location", withParked(where.pathname + where.search, opened.id));
    return answer;
  }
  if (!isPage(answer) || (opened && !isMine && answer.status !== 200)) return answer;
  // Without an account, what is nobody's is offered only where its form is.
  const offered = [...mine, ...nobodys.filter((post) => viewer !== null || samePath(post.page, here))].filter((post) => post !== opened);
  if (!opened && offered.length === 0) return answer;
  const page = readPage(await answer.text(), here);
  const locale = localeOfPath(url.pathname);
  const bare = pageAddress(here);
  const notices: ParkedNotice[] = [];
  if (opened) {
    const form = answer.status === 200 ? findForm(page, opened) : undefined;
    nameParked(page, form, opened.id);
    if (form) {
      const left = typedFields(fillForm(page, form, opened));
      notices.push({ kind: "filled", told: told(opened), anchor: anchorOf(form, "parked-form"), left, here: bare });
    } else {
      const newForm = answer.status === 404 && bare.includes("?") ? withParked(url.pathname, opened.id) : null;
      notices.push({ kind: "texts", told: told(opened), texts: typedFields(opened.fields), newForm, here: bare });
    }
  }
  if (offered.length > 0) {
    const offers = offered.map((post) => ({ ...told(post), mine: post.personId !== null, open: withParked(post.page, post.id) }));
    notices.push({ kind: "offers", offers, here: bare });
  }
  // Each goes before the one that was added before it.
  for (const notice of notices.reverse()) addToContent(page, noticeMarkup(locale, notice));
  return answerWith(answer, page);
}

/** The sign-in page, on the way to a form that is kept, says so; nothing of what it holds, because nobody has signed in yet. */
async function onSignIn(render: RenderRequest, request: Request, answer: Response, posts: readonly ParkedPost[]): Promise<Response> {
  const url = new URL(request.url);
  const next = safeNext(url.searchParams.get("next"));
  const wanted = next === undefined ? undefined : posts.find(({ page }) => samePage(page, next));
  if (!wanted) return answer;
  const newForm = wanted.personId === null && (await hasFormFor(render, url, wanted)) ? withParked(pathOf(wanted.page), wanted.id) : null;
  const page = readPage(await answer.text(), url.pathname + url.search);
  addToContent(page, noticeMarkup(localeOfPath(url.pathname), { kind: "sign-in", newForm }));
  return answerWith(answer, page);
}

/** Whether somebody without an account finds the same form at the address without its query. */
async function hasFormFor(render: RenderRequest, url: URL, post: ParkedPost): Promise<boolean> {
  const path = pathOf(post.page);
  const answer = await render(new Request(new URL(path, url)), { requestId: "parking" });
  return answer.status === 200 && isPage(answer) && findForm(readPage(await answer.text(), path), post) !== undefined;
}

async function addTexts(answer: Response, url: URL, notice: ParkedNotice): Promise<Response> {
  const page = readPage(await answer.text(), url.pathname + url.search);
  addToContent(page, noticeMarkup(localeOfPath(url.pathname), notice));
  return answerWith(answer, page);
}

function answerWith(answer: Response, page: FormPage): Response {
  const headers = new Headers(answer.headers);
  headers.set("Cache-Control", "private, no-store");
  return new Response(writePage(page), { status: answer.status, headers });
}

function lead(to: string): Response {
  return new Response(null, { status: 302, headers: { Location: to, "Cache-Control": "private, no-store" } });
}

/** Texts as PostgreSQL can keep them, and as a field takes them. */
async function fieldsOf(request: Request): Promise<Array<[string, string]>> {
  const clean = (text: string) => text.replaceAll("\r\n", "\n").replaceAll("\u0000", "\ufffd").toWellFormed();
  return keptFields(await request.formData()).map(([name, text]) => [clean(name), clean(text)]);
}

/** The page that a form stood on, as the browser says; undefined where it does not. */
function pageOf(request: Request): string | undefined {
  const referrer = request.headers.get("Referer") ?? "";
  if (!URL.canParse(referrer)) return undefined;
  const { origin, pathname, search } = new URL(referrer);
  if (origin !== request.headers.get("Origin") || !isLocale(pathname.split("/")[1]) || ENTRANCES.test(pathname)) return undefined;
  return safeNext(pageAddress(pathname + search));
}

async function readableBy(viewer: string | null, request: Request) {
  return divide(await findParkedPosts(request, now()), viewer);
}

/** What somebody may see: their own, and what is nobody's. What is another's is not there. */
function divide(posts: readonly ParkedPost[], viewer: string | null) {
  return { mine: viewer === null ? [] : posts.filter(({ personId }) => personId === viewer), nobodys: posts.filter(({ personId }) => personId === null) };
}

async function owesCode(request: Request): Promise<boolean> {
  const signedIn = await readSession(request);
  return signedIn !== null && lacksSecondFactor(signedIn);
}

function told({ id, createdAt, fields }: ParkedPost): Told {
  const title = fields.find(([name]) => name === "title")?.[1].trim() ?? "";
  return { id, minutes: Math.floor((now().getTime() - createdAt.getTime()) / 60_000), title: title === "" ? null : [...title].slice(0, TITLE_LENGTH).join("") };
}

function isPage(answer: Response): boolean {
  return answer.headers.get("Content-Type")?.startsWith("text/html") ?? false;
}

/** Where an answer leads to on this site. */
function locationOf(answer: Response, url: URL): URL | undefined {
  const location = answer.headers.get("Location");
  if (answer.status < 300 || answer.status >= 400 || location === null || !URL.canParse(location, url)) return undefined;
  const where = new URL(location, url);
  return where.origin === url.origin ? where : undefined;
}

function pathOf(address: string): string {
  return address.split("?")[0] ?? address;
}

function samePath(one: string, other: string): boolean {
  return samePage(pathOf(one), pathOf(other));
}
