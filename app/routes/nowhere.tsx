import { AppError } from "~/platform/errors";
import { errorResponse } from "~/platform/http/errors.server";
import { PUBLIC_PAGE } from "~/platform/http/public-page";

export const handle = PUBLIC_PAGE;

export function loader() {
  throw errorResponse(new AppError("not_found", "page"));
}

export default function NotFound() {
  return null;
}
