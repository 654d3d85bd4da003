import { AppError } from "~/platform/errors";
import { errorResponse } from "~/platform/http/errors.server";

export function loader() {
  throw errorResponse(new AppError("not_found", "page"));
}

export default function NotFound() {
  return null;
}
