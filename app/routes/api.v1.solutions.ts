import { answerWithProblems, jsonAnswer, refuseWriting } from "~/api/v1/answers.server";
import { answerSearch } from "~/api/v1/search.server";
import { searchParameters } from "~/api/v1/solutions";
import { searchEngine } from "~/features/catalogue/search.server";
import { readVocabulary } from "~/features/catalogue/taxonomy-queries.server";
import { environment, publicOrigin } from "~/platform/env.server";
import { PUBLIC_PAGE } from "~/platform/http/public-page";
import type { LoaderFunctionArgs } from "~/platform/http/remix.server";

export const handle = PUBLIC_PAGE;

export function loader({ request }: LoaderFunctionArgs) {
  return answerWithProblems(async () => {
    const asked = searchParameters(new URL(request.url).searchParams, await readVocabulary());
    return jsonAnswer(await answerSearch(searchEngine(), asked, { publicOrigin: publicOrigin(environment()) }));
  });
}

export const action = refuseWriting;
