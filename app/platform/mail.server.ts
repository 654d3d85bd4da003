import fs from "node:fs";
import path from "node:path";
import { createTransport, type SendMailOptions } from "nodemailer";
import { type Environment, publicOrigin } from "./env.server";

/** A letter as it leaves: plain text, to one person. */
export type Mail = {
  /** Also names the kept file, so that a letter that is written again takes the place of the first. */
  id: string;
  messageId: string;
  to: string;
  subject: string;
  text: string;
  /** BCP 47. */
  language: string;
  at: Date;
};

/** Longer than a server may take that greets slowly on purpose, shorter than the lease on a letter in hand. */
const PATIENCE = { silenceMs: 20_000, wholeMs: 60_000 } as const;

/** What the server said in numbers; its words often repeat the address, and a job's failure is kept for everybody to read. */
export class MailFailure extends Error {
  /** An SMTP reply such as 451; undefined when no answer came. */
  readonly reply: number | undefined;
  /** The server knows nobody at this address, or takes nothing for it: trying again changes nothing. */
  readonly addressRefused: boolean;

  constructor(code: string, reply: number | undefined) {
    super(`The mail server did not take the letter (${[code, reply].filter((part) => part !== undefined).join(" ")}).`);
    this.name = "MailFailure";
    this.reply = reply;
    this.addressRefused = code === "EENVELOPE" && reply !== undefined && reply >= 550 && reply <= 553;
  }
}

/** The same letter has the same name each time it is sent, so that a mail program can tell that it came twice. */
export function messageIdOf(letterId: string, env: Environment): string {
  return `<${letterId}@${new URL(publicOrigin(env)).hostname}>`;
}

/**
 * Hands a letter to the server at SMTP_URL, or keeps it as a file in DATA_DIR/mail when there is none. Returns when the
 * server has said 250, or the file is on the disk.
 *
 * @throws MailFailure when the server refuses it, or has not taken it within a minute
 */
export async function sendMail(mail: Mail, env: Environment, patience: { silenceMs: number; wholeMs: number } = PATIENCE): Promise<void> {
  if (env.SMTP_URL) await deliver(mail, env, env.SMTP_URL, patience);
  else await keep(mail, env);
}

async function deliver(mail: Mail, env: Environment, url: string, { silenceMs, wholeMs }: { silenceMs: number; wholeMs: number }): Promise<void> {
  const transport = createTransport({ url, connectionTimeout: silenceMs, greetingTimeout: silenceMs, socketTimeout: silenceMs, dnsTimeout: silenceMs });
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new MailFailure("ETIMEDOUT", undefined)), wholeMs);
  });
  try {
    await Promise.race([transport.sendMail(options(mail, env)), tooLong]);
  } catch (error) {
    if (error instanceof MailFailure) throw error;
    const { code, responseCode } = error as { code?: string; responseCode?: number };
    throw new MailFailure(code ?? "unknown", responseCode);
  } finally {
    clearTimeout(timer);
    transport.close();
  }
}

/** Written beside its place and moved there whole: a reader never sees half a letter. Only this user may read it. */
async function keep(mail: Mail, env: Environment): Promise<void> {
  const { message } = await createTransport({ streamTransport: true, buffer: true, newline: "windows" }).sendMail(options(mail, env));
  const folder = mailFolder(env);
  await fs.promises.mkdir(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, fileName(mail));
  await fs.promises.writeFile(`${file}.part`, message, { mode: 0o600 });
  await fs.promises.rename(`${file}.part`, file);
}

/** Removes the kept files of these letters, and those to these addresses, if there are any. */
export async function forgetKeptMail({ letters, addresses }: { letters: ReadonlyArray<Pick<Mail, "id" | "at">>; addresses: readonly string[] }, env: Environment): Promise<void> {
  const folder = mailFolder(env);
  for (const letter of letters) await fs.promises.rm(path.join(folder, fileName(letter)), { force: true });
  const emails = new Set(addresses.filter((address) => address.includes("@")));
  if (emails.size === 0) return;
  const files = await fs.promises.readdir(folder).catch((error: NodeJS.ErrnoException) => (error.code === "ENOENT" ? [] : Promise.reject(error)));
  for (const file of files) {
    const header = (await fs.promises.readFile(path.join(folder, file), "utf8")).split("\r\n\r\n", 1)[0] ?? "";
    const to = /^To:((?:.*\r\n[ \t])*.*)$/im.exec(header)?.[1] ?? "";
    if (emails.has(to.replace(/[<>\s]/g, "").toLowerCase())) await fs.promises.rm(path.join(folder, file), { force: true });
  }
}

function mailFolder(env: Environment): string {
  return path.join(env.dataDir, "mail");
}

function fileName({ id, at }: Pick<Mail, "id" | "at">): string {
  return `${at.toISOString().replace(/[-:]|\.\d+/g, "")}-${id}.eml`;
}

function options(mail: Mail, env: Environment): SendMailOptions {
  const { hostname } = new URL(publicOrigin(env));
  return {
    from: env.MAIL_FROM ?? { name: "Solucionario", address: `no-reply@${hostname}` },
    // An object is taken as one address, whatever commas or line breaks stand in it.
    to: { name: "", address: oneLine(mail.to) },
    subject: oneLine(mail.subject),
    text: mail.text,
    messageId: mail.messageId,
    date: mail.at,
    textEncoding: "quoted-printable",
    headers: {
      "Auto-Submitted": "auto-generated",
      "X-Auto-Response-Suppress": "All",
      "List-Id": `Solucionario <letters.${hostname}>`,
      "Content-Language": mail.language,
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** A line break in a header would begin another header. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").trim();
}
