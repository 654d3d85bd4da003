import { environment, sessionSecret } from "~/platform/env.server";
import { startBackgroundWork } from "./background";
import { openDatabase, runProcess } from "./lifecycle";

/** Jobs, letters and the search index, without pages: beside web processes that run with JOBS=elsewhere. */
runProcess(async (onStop) => {
  const env = environment();
  await openDatabase(env, onStop);
  sessionSecret(env);
  await startBackgroundWork(onStop);
  process.stdout.write(`ready worker database=${env.database}\n`);
});
