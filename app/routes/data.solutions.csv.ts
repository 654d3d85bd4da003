import { answerWithProblems } from "~/api/v1/answers.server";
import { answerDump } from "~/api/v1/dump.server";
import type { LoaderFunctionArgs } from "~/platform/http/remix.server";

export function loader({ request }: LoaderFunctionArgs) {
  return answerWithProblems(() => answerDump(request, "csv"));
}
