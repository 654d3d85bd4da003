import { answerWithProblems, refuseWriting } from "~/api/v1/answers.server";
import { AppError } from "~/platform/errors";

/** Programs that ask for what is not there get an answer that programs can read. */
export function loader() {
  return answerWithProblems(() => {
    throw new AppError("not_found", "endpoint");
  });
}

export const action = refuseWriting;
