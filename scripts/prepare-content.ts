import type { Environment } from "~/platform/env.server";

/** What a migrated database must hold before pages are served: the taxonomy, and the demonstration when it is asked for. */
export async function prepareContent(_env: Environment): Promise<void> {}
