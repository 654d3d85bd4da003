import { connectDatabase, disconnectDatabase } from "~/platform/database/client.server";
import { openEmbeddedDatabase } from "~/platform/database/embedded.server";
import { migrate } from "~/platform/database/migrate.server";
import { environment } from "~/platform/env.server";
import { AppError, OperatorError } from "~/platform/errors";

/** One command of `npm run -s solucionario -- <name>`. Adding one: write the file, add one line to COMMANDS. */
export type Command = {
  /** As it is typed; words are separated by one space ("edition apply"). */
  name: string;
  /** One line for the list of commands. */
  summary: string;
  /** What `--help` prints: the synopsis, then what each argument means. */
  usage: string;
  /**
   * Results go to stdout, progress to stderr; a failure that the operator can act on is an OperatorError.
   * Arguments are checked first, then the work runs inside `withDatabase`. `signal` aborts at Ctrl+C and SIGTERM:
   * a long command stops at the next safe point.
   */
  run(args: string[], signal: AbortSignal): Promise<void>;
};

/**
 * Runs `work` with the database of the environment connected and migrated, and closes everything after it:
 * DATABASE_URL, or the embedded server of DATA_DIR, adopted when it is running already, for instance for `npm start`.
 */
export function withDatabase<T>(work: (url: string) => Promise<T>): Promise<T> {
  return withDatabaseUrl(async (url) => {
    await connectDatabase(url, { max: 4 });
    try {
      await migrate(url);
      return await work(url);
    } finally {
      await disconnectDatabase();
    }
  });
}

/** The same without connecting or migrating: a backup keeps a database's age, and a restore brings its own. */
export async function withDatabaseUrl<T>(work: (url: string) => Promise<T>): Promise<T> {
  const env = environment();
  if (env.DATABASE_URL) return work(env.DATABASE_URL);
  const embedded = await openEmbeddedDatabase(env.dataDir);
  try {
    return await work(embedded.url);
  } finally {
    await embedded.release();
  }
}

/** For `parseArgs`, whose errors are a programmer's: they become a sentence that names the way to the help. */
export function parsing<T>(command: string, parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    const reason = (cause as Error).message.split(". ")[0]?.replace(/\.$/, "");
    throw new OperatorError(`${reason}: see \`solucionario ${command} --help\`.`, { cause });
  }
}

/** What a service refuses, in words for a terminal: `sentences` by its reason. */
export async function inWords<T>(sentences: Readonly<Record<string, string>>, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const sentence = error instanceof AppError ? sentences[error.reason] : undefined;
    throw sentence === undefined ? error : new OperatorError(sentence, { cause: error });
  }
}
