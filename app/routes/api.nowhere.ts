import { answerWithProblems, refuseWriting } from "~/api/v1/answers.server";
import { AppError } from "~/platform/errors";
import { PUBLIC_PAGE } from "~/platform/http/public-page";

export const handle = PUBLIC_PAGE;

/** Programs that ask for what is not there get an answer that programs can read. */
export function loader() {
  return answerWithProblems(() => {
    throw new AppError("not_found", "endpoint");
  });
}

export const action = refuseWriting;
