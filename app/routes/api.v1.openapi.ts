import { jsonAnswer, refuseWriting } from "~/api/v1/answers.server";
import { openApiDocument } from "~/api/v1/openapi";
import { environment, publicOrigin } from "~/platform/env.server";
import { PUBLIC_PAGE } from "~/platform/http/public-page";

export const handle = PUBLIC_PAGE;

export function loader() {
  return jsonAnswer(openApiDocument(publicOrigin(environment())));
}

export const action = refuseWriting;
