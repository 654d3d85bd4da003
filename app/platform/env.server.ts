import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { z } from "zod";
import { OperatorError } from "./errors";

const port = z.coerce.number().int().min(0).max(65535);
const url = (...protocols: string[]) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), {
    error: `must be a URL that begins with ${protocols.map((protocol) => `${protocol}//`).join(" or ")}`,
  });

const EnvironmentSchema = z
  .object({
    NODE_ENV: z.enum(["development", "production", "test"]).default("production"),
    PORT: port.default(3000),
    HOST: z.string().min(1).optional(),
    PUBLIC_URL: url("http:", "https:").optional(),
    DATABASE_URL: url("postgres:", "postgresql:").optional(),
    DATA_DIR: z.string().min(1).default("./var"),
    /** Where the nightly backups go: `backups` in DATA_DIR unless it is said. */
    BACKUP_DIR: z.string().min(1).optional(),
    BACKUPS: z.enum(["nightly", "off"]).default("nightly"),
    MEILISEARCH_URL: url("http:", "https:").optional(),
    MEILISEARCH_SEARCH_KEY: z.string().min(1).optional(),
    MEILISEARCH_ADMIN_KEY: z.string().min(1).optional(),
    SMTP_URL: url("smtp:", "smtps:").optional(),
    MAIL_FROM: z.string().min(3).optional(),
    S3_ENDPOINT: url("http:", "https:").optional(),
    S3_BUCKET: z.string().min(1).optional(),
    S3_REGION: z.string().min(1).optional(),
    S3_ACCESS_KEY_ID: z.string().min(1).optional(),
    S3_SECRET_ACCESS_KEY: z.string().min(1).optional(),
    TRUST_PROXY: z.string().min(1).optional(),
    METRICS_TOKEN: z.string().min(16).optional(),
    SEED: z.enum(["demo", "none"]).optional(),
    SESSION_SECRET: z.string().min(32).optional(),
    /** "elsewhere": this process serves pages only; worker processes do the rest. */
    JOBS: z.enum(["here", "elsewhere"]).default("here"),
    SHUTDOWN_GRACE_SECONDS: z.coerce.number().int().min(0).max(120).default(0),
    READS_PER_MINUTE: z.coerce.number().int().min(1).default(600),
    LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
  })
  .superRefine((env, context) => {
    if (env.DATABASE_URL && !env.SESSION_SECRET) {
      context.addIssue({ code: "custom", path: ["SESSION_SECRET"], message: "is required with DATABASE_URL (32 characters or more)" });
    }
  });

/** Every variable that is read. */
export const ENVIRONMENT_VARIABLES: readonly string[] = Object.keys(EnvironmentSchema.shape);

export type Environment = z.infer<typeof EnvironmentSchema> & {
  dataDir: string;
  backupDir: string;
  database: "embedded" | "external";
};

/**
 * Reads the variables of DESIGN.md section 9. An empty variable counts as unset.
 * Throws an OperatorError that names each variable at fault.
 */
export function parseEnvironment(variables: NodeJS.ProcessEnv): Environment {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = EnvironmentSchema.safeParse(given);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new OperatorError(`A setting can't be used. ${faults.join("; ")}.`);
  }
  const dataDir = path.resolve(parsed.data.DATA_DIR);
  return {
    ...parsed.data,
    dataDir,
    backupDir: path.resolve(parsed.data.BACKUP_DIR ?? path.join(dataDir, "backups")),
    database: parsed.data.DATABASE_URL ? "external" : "embedded",
  };
}

let current: Environment | undefined;

/** The process's environment, parsed at the first call. */
export function environment(): Environment {
  current ??= parseEnvironment(process.env);
  return current;
}

/** The origin that forms must come from and that absolute links carry, without a trailing slash. */
export function publicOrigin(env: Environment): string {
  return new URL(env.PUBLIC_URL ?? `http://localhost:${env.PORT}`).origin;
}

/** SESSION_SECRET, or the one made for this installation and kept in DATA_DIR (mode 600). */
export function sessionSecret(env: Environment): string {
  if (env.SESSION_SECRET) return env.SESSION_SECRET;
  const file = path.join(env.dataDir, "session-secret");
  try {
    return fs.readFileSync(file, "utf8").trim();
  } catch {
    const secret = randomBytes(32).toString("base64url");
    fs.writeFileSync(file, `${secret}\n`, { mode: 0o600, flag: "wx" });
    return secret;
  }
}
