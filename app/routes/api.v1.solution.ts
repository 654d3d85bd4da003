import { answerWithProblems, jsonAnswer, OPEN_TO_ALL, refuseWriting } from "~/api/v1/answers.server";
import { serialiseSolution } from "~/api/v1/solution";
import { findListing } from "~/features/catalogue/listing-queries.server";
import { environment, publicOrigin } from "~/platform/env.server";
import { AppError } from "~/platform/errors";
import { PUBLIC_PAGE } from "~/platform/http/public-page";
import { type LoaderFunctionArgs, redirect } from "~/platform/http/remix.server";

export const handle = PUBLIC_PAGE;

export function loader({ params }: LoaderFunctionArgs) {
  return answerWithProblems(async () => {
    const found = await findListing(params.id ?? "");
    if (!found) throw new AppError("not_found", "solution");
    if (found.kind === "removed") throw new AppError("gone", found.reason ?? "removed");
    const addresses = { publicOrigin: publicOrigin(environment()) };
    if (found.kind === "moved") return redirect(`/api/v1/solutions/${encodeURIComponent(found.slug)}`, { status: 301, headers: OPEN_TO_ALL });
    return jsonAnswer(serialiseSolution(found.listing, addresses));
  });
}

export const action = refuseWriting;
