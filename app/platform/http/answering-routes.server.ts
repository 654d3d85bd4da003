import type { ActionFunctionArgs, LoaderFunctionArgs, ServerBuild } from "@remix-run/node";
import { AppError, asAppError } from "../errors";
import { errorResponse, unexpectedResponse } from "./errors.server";

type Run<Args> = (args: Args) => unknown;

/**
 * The build with every loader and every action answering for what it throws: an AppError becomes its status, and a database that
 * can't answer becomes 503, wherever it was met. What nobody meant stays what it is.
 *
 * With `failure` in the load context, none of them runs but the root's: a page that reports a failure asks nobody.
 */
export function answeringRoutes(build: ServerBuild): ServerBuild {
  const routes = Object.entries(build.routes).map(([id, route]) => {
    if (!route) return [id, route] as const;
    const { loader, action } = route.module;
    const module = {
      ...route.module,
      ...(loader && { loader: answering<LoaderFunctionArgs>(loader, id === "root") }),
      ...(action && { action: answering<ActionFunctionArgs>(action, false) }),
    };
    return [id, { ...route, module }] as const;
  });
  return { ...build, routes: Object.fromEntries(routes) };
}

function answering<Args extends LoaderFunctionArgs>(run: Run<Args>, reports: boolean) {
  return async (args: Args) => {
    const { failure } = args.context;
    if (failure !== undefined && !reports) throw failure instanceof AppError ? errorResponse(failure) : unexpectedResponse();
    try {
      return (await run(args)) as Response;
    } catch (error) {
      const meant = error instanceof Response ? undefined : asAppError(error);
      throw meant ? errorResponse(meant) : error;
    }
  };
}
