import { parseArgs } from "node:util";
import type { z } from "zod";
import { EmailSchema, LOCALES, PersonNameSchema, ROLES, type Role, WhatsappSchema } from "~/features/accounts/schema";
import { addRole, createUser, disableUser, endRole } from "~/features/accounts/service.server";
import { findInstitutions } from "~/features/network/service.server";
import { now } from "~/platform/clock";
import { transaction } from "~/platform/database/client.server";
import { OperatorError } from "~/platform/errors";
import { type Command, inWords, parsing, withDatabase } from "./command";

const ADDRESS = { email: { type: "string" }, whatsapp: { type: "string" } } as const;
const MEMBERSHIP = { role: { type: "string" }, institution: { type: "string" } } as const;

export const userCreateCommand: Command = {
  name: "user create",
  summary: "Creates an account with a role in an institution.",
  usage: `
solucionario user create --email ADDRESS --name NAME --role ROLE --institution KEY [--whatsapp NUMBER] [--locale es] [--password-stdin]

  --email, --whatsapp  where the person is reached; one is enough. They count as verified: you vouch for them
  --name               as it is shown to others
  --role               ${ROLES.join(", ")}
  --institution        the key of an institution: \`solucionario institution apply\`
  --locale             the language they are written to in: ${LOCALES.join(", ")} (es)
  --password-stdin     read the password from the first line of standard input; without it one is made and printed once
`,
  async run(args) {
    const { values } = parsing("user create", () =>
      parseArgs({
        args,
        options: { ...ADDRESS, ...MEMBERSHIP, name: { type: "string" }, locale: { type: "string", default: "es" }, "password-stdin": { type: "boolean", default: false } },
      }),
    );
    const { email, whatsapp } = addresses("user create", values);
    const name = checked(PersonNameSchema, required("user create", "name", values.name), "--name must be a name of 2 to 120 characters.");
    const locale = oneOf(LOCALES, values.locale, "--locale");
    const role = roleOf("user create", values.role);
    const key = required("user create", "institution", values.institution);
    const password = values["password-stdin"] ? await firstLineOfStdin() : undefined;

    const { id, madePassword } = await withDatabase(async () => {
      const organisationId = await institutionId(key);
      return inWords(SENTENCES, createUser({ email, whatsapp, name, locale, membership: { organisationId, role }, ...(password === undefined ? {} : { password }) }, now()));
    });
    process.stdout.write(`created ${id} ${email ?? whatsapp} as ${role} of ${key}\n`);
    if (madePassword) process.stdout.write(`password ${madePassword}\n`);
  },
};

export const userDisableCommand: Command = {
  name: "user disable",
  summary: "Closes an account: nobody signs in to it, and its sessions end.",
  usage: `
solucionario user disable --email ADDRESS | --whatsapp NUMBER
`,
  async run(args) {
    const { values } = parsing("user disable", () => parseArgs({ args, options: ADDRESS }));
    const address = oneAddress("user disable", values);
    const result = await withDatabase(() => inWords(SENTENCES, disableUser(address, now())));
    process.stdout.write(result ? `disabled ${address}, ${result.sessionsEnded} sessions ended\n` : `unchanged ${address} was disabled already\n`);
  },
};

export const userRoleCommand: Command = {
  name: "user role",
  summary: "Gives a person a role in an institution, or ends one.",
  usage: `
solucionario user role add|end --email ADDRESS|--whatsapp NUMBER --role ROLE --institution KEY

  --role         ${ROLES.join(", ")}
  --institution  the key of an institution

A role that ends is kept as history, with the day on which it ended.
`,
  async run(args) {
    const { values, positionals } = parsing("user role", () => parseArgs({ args, allowPositionals: true, options: { ...ADDRESS, ...MEMBERSHIP } }));
    const [action, ...rest] = positionals;
    if ((action !== "add" && action !== "end") || rest.length > 0) throw new OperatorError("Say `user role add` or `user role end`: see `solucionario user role --help`.");
    const address = oneAddress("user role", values);
    const role = roleOf("user role", values.role);
    const key = required("user role", "institution", values.institution);
    const changed = await withDatabase(async () => {
      const change = { address, organisationId: await institutionId(key), role };
      return inWords(SENTENCES, action === "add" ? addRole(change, now()) : endRole(change, now()));
    });
    const outcome = changed ? { add: "added", end: "ended" }[action] : "unchanged";
    process.stdout.write(`${outcome} ${role} of ${key} for ${address}\n`);
  },
};

type Addresses = { email?: string | undefined; whatsapp?: string | undefined };

function addresses(command: string, { email, whatsapp }: Addresses): { email: string | null; whatsapp: string | null } {
  if (email === undefined && whatsapp === undefined) throw new OperatorError(`--email or --whatsapp is missing: see \`solucionario ${command} --help\`.`);
  return {
    email: email === undefined ? null : checked(EmailSchema, email, `--email ${JSON.stringify(email)} is no e-mail address.`),
    whatsapp:
      whatsapp === undefined ? null : checked(WhatsappSchema, whatsapp, `--whatsapp ${JSON.stringify(whatsapp)} is no number with its country's code, such as +18095550100.`),
  };
}

function oneAddress(command: string, values: Addresses): string {
  const { email, whatsapp } = addresses(command, values);
  if (email !== null && whatsapp !== null) throw new OperatorError("Give --email or --whatsapp, not both.");
  return email ?? whatsapp ?? "";
}

function required(command: string, option: string, value: string | undefined): string {
  if (value === undefined || value === "") throw new OperatorError(`--${option} is missing: see \`solucionario ${command} --help\`.`);
  return value;
}

function checked<T extends z.ZodType>(schema: T, value: string, sentence: string): z.output<T> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new OperatorError(sentence);
  return parsed.data;
}

function oneOf<T extends string>(choices: readonly T[], value: string, option: string): T {
  const choice = choices.find((candidate) => candidate === value);
  if (choice === undefined) throw new OperatorError(`${option} ${JSON.stringify(value)} is none of ${choices.join(", ")}.`);
  return choice;
}

function roleOf(command: string, value: string | undefined): Role {
  return oneOf(ROLES, required(command, "role", value), "--role");
}

async function institutionId(key: string): Promise<string> {
  const institution = (await transaction((tx) => findInstitutions(tx, [key]))).get(key);
  if (!institution) throw new OperatorError(`No institution has the key ${key}: \`solucionario institution apply FILE\` brings one.`);
  return institution.id;
}

const SENTENCES: Readonly<Record<string, string>> = {
  "address-taken": "This address belongs to an account already.",
  "no-such-person": "No account has this address.",
  "address-unconfirmed": "Nobody has confirmed this address yet, so the role could go to somebody else who typed it: its person confirms it first.",
  "password-too-short": "The password is too short: 15 characters or more.",
  "password-too-long": "The password is too long: 256 characters or fewer.",
  "password-too-plain": "The password repeats too few characters: a sentence is better.",
};

/** A password on the command line would stand in the shell's history and in the list of processes. */
async function firstLineOfStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8").split(/\r?\n/, 1)[0] ?? "";
}
