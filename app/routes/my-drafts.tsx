import { useActionData, useLoaderData } from "@remix-run/react";
import { AskFirst } from "~/components/ask-first";
import { BackLink } from "~/components/back-link";
import { Button, Hidden } from "~/components/form";
import { requirePerson } from "~/features/accounts/current.server";
import { withNext } from "~/features/accounts/next";
import { submissionActor } from "~/features/submissions/access.server";
import { discardDraft } from "~/features/submissions/discard.server";
import { type CarriedDraft, type CarriedOffer, DraftDay } from "~/features/submissions/draft-list";
import { leaveDraft, listDrafts, listOfferedDrafts, takeDraft } from "~/features/submissions/draft-offers.server";
import { useI18n } from "~/i18n/context";
import { localeOfPath } from "~/i18n/locales";
import { translator } from "~/i18n/translator";
import { now } from "~/platform/clock";
import { AppError } from "~/platform/errors";
import { errorResponse } from "~/platform/http/errors.server";
import { readForm } from "~/platform/http/form.server";
import { requireLocale } from "~/platform/http/locale.server";
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction, redirect } from "~/platform/http/remix.server";

const STEPS = ["saved", "deleted", "left"] as const;
type Step = (typeof STEPS)[number];

export async function loader({ request, params }: LoaderFunctionArgs) {
  const locale = requireLocale(params);
  const actor = await submissionActor(request);
  const search = new URL(request.url).searchParams;
  const askedFor = search.get("draft") ?? undefined;
  const offers = await listOfferedDrafts(actor, locale, askedFor);
  const step: Step | null = STEPS.find((known) => known === search.get("step")) ?? null;
  return json(
    {
      signedIn: actor.kind === "person",
      step,
      drafts: await listDrafts(actor, locale),
      // The one that somebody came for stands alone above the others.
      asked: offers.find(({ id }) => id === askedFor) ?? null,
      offers: offers.filter(({ id }) => id !== askedFor),
    },
    { headers: { "Cache-Control": "private, no-store" } },
  );
}

export async function action({ request, params }: ActionFunctionArgs) {
  const locale = requireLocale(params);
  const { intent, draft = "" } = await readForm(request);
  const here = `/${locale}/my/drafts`;
  try {
    switch (intent) {
      case "take":
        await takeDraft(await takerOf(request), draft, now());
        return redirect(`/${locale}/submit?draft=${draft}&step=taken`);
      case "leave":
        await leaveDraft(await takerOf(request), draft, now());
        return redirect(`${here}?step=left`);
      case "delete":
        await discardDraft(await submissionActor(request), draft);
        return redirect(`${here}?step=deleted`);
    }
  } catch (error) {
    if (error instanceof AppError && (error.code === "conflict" || error.code === "not_found")) return json({ gone: true }, { status: 409 });
    throw error;
  }
  throw errorResponse(new AppError("bad_input", "form-unreadable"));
}

/** The person who signed in, with the drafts that their browser holds. */
async function takerOf(request: Request) {
  const person = await requirePerson(request);
  const actor = await submissionActor(request);
  return actor.kind === "person" ? actor : person;
}

export const meta: MetaFunction = ({ location }) => {
  const { t } = translator(localeOfPath(location.pathname));
  return [{ title: t("common.pageTitle", { title: t("submission.draftsTitle") }) }, { name: "robots", content: "noindex" }];
};

export default function MyDrafts() {
  const { signedIn, step, drafts, asked, offers } = useLoaderData<typeof loader>();
  const gone = useActionData<typeof action>();
  const { t, locale } = useI18n();
  const nothing = drafts.length + offers.length === 0 && !asked;
  return (
    <div className="wrap section">
      {signedIn && <BackLink href={`/${locale}/my/solutions`}>{t("submission.mineTitle")}</BackLink>}
      {gone ? <Told words={t("submission.draftGone")} /> : step && (step !== "saved" || asked) && <Told words={t(`submission.drafts_${step}`)} />}
      <h1>{asked ? t("submission.offerTitle") : t("submission.draftsTitle")}</h1>
      {asked && (
        <>
          <p className="lead">{t("submission.offerText")}</p>
          <OfferCard draft={asked} heading="h2" />
        </>
      )}
      {nothing && <p className="lead">{t("submission.draftsNone")}</p>}
      {offers.length > 0 && (
        <section className="section">
          <h2>{t(asked ? "submission.offersMore" : "submission.offersTitle")}</h2>
          {!asked && <p>{t("submission.offersText")}</p>}
          <ul className="cards">
            {offers.map((draft) => (
              <li key={draft.id}>
                <OfferCard draft={draft} heading="h3" />
              </li>
            ))}
          </ul>
        </section>
      )}
      {drafts.length > 0 && (
        <section className="section">
          <h2>{t(signedIn ? "submission.draftsOwn" : "submission.draftsHere")}</h2>
          {!signedIn && <p>{t("submission.draftsHereText")}</p>}
          <ul className="cards">
            {drafts.map((draft) => (
              <li key={draft.id}>
                <OwnCard draft={draft} />
              </li>
            ))}
          </ul>
        </section>
      )}
      <p className="actions">
        <a className="button quiet" href={`/${locale}/submit#begin`}>
          {t("submission.startAnother")}
        </a>
        {!signedIn && (
          <a className="button quiet" href={withNext(`/${locale}/sign-in`, `/${locale}/my/drafts`)}>
            {t("submission.signIn")}
          </a>
        )}
      </p>
    </div>
  );
}

function Told({ words }: { words: string }) {
  return (
    <div className="notice" role="status">
      <p>{words}</p>
    </div>
  );
}

/** Title and day, and nothing of what it says: it may be somebody else's. */
function OfferCard({ draft, heading: Heading }: { draft: CarriedOffer; heading: "h2" | "h3" }) {
  const { t, locale } = useI18n();
  const title = draft.title || t("submission.untitled");
  return (
    <article className="card">
      <Heading>{title}</Heading>
      <DraftDay draft={draft} />
      {draft.left && <p className="small">{t("submission.offerLeft")}</p>}
      <form method="post" action={`/${locale}/my/drafts`}>
        <Hidden name="draft" value={draft.id} />
        <div className="actions">
          <Button name="intent" value="take" aria-label={`${t("submission.take")}: ${title}`}>
            {t("submission.take")}
          </Button>
          {!draft.left && (
            <Button name="intent" value="leave" quiet aria-label={`${t("submission.leave")}: ${title}`}>
              {t("submission.leave")}
            </Button>
          )}
        </div>
      </form>
    </article>
  );
}

function OwnCard({ draft }: { draft: CarriedDraft }) {
  const { t, locale } = useI18n();
  const title = draft.title || t("submission.untitled");
  return (
    <article className="card">
      <h3>
        <a className="title-link" href={`/${locale}/submit?draft=${draft.id}`}>
          {title}
        </a>
      </h3>
      <DraftDay draft={draft} />
      <AskFirst label={t("submission.discard")} about={title} text={t("submission.discardText")} yes={t("submission.discardYes")} sends={{ intent: "delete", draft: draft.id }} />
    </article>
  );
}
