import { parseArgs } from "node:util";
import { erasePerson } from "~/erasure.server";
import { eraseOnRequest, listErasures } from "~/features/accounts/erasure.server";
import { addressOf } from "~/features/accounts/schema";
import { now } from "~/platform/clock";
import { environment } from "~/platform/env.server";
import { OperatorError } from "~/platform/errors";
import { isId } from "~/platform/ids";
import { type Command, inWords, parsing, withDatabase } from "./command";

export const userEraseCommand: Command = {
  name: "user erase",
  summary: "Erases a person who asked for it, as they could by themselves.",
  usage: `
solucionario user erase --email ADDRESS | --whatsapp NUMBER | --id ID

  --id  as \`user erased\` lists it: for a backup from before that erasure, which brought the person back

Name, addresses and what they wrote are gone when this returns; what institutions wrote and the steps of submissions stay. It can't be undone.
`,
  async run(args) {
    const { values } = parsing("user erase", () => parseArgs({ args, options: { email: { type: "string" }, whatsapp: { type: "string" }, id: { type: "string" } } }));
    const given = Object.values(values).filter((value) => value !== undefined);
    const [typed = ""] = given;
    const address = values.id === undefined ? addressOf(typed)?.address : undefined;
    if (given.length !== 1 || (values.id === undefined ? address === undefined : !isId(values.id))) {
      throw new OperatorError("Give one of --email, --whatsapp and --id: see `solucionario user erase --help`.");
    }
    const erased = await withDatabase(async () => {
      const personIds = await inWords(SENTENCES, eraseOnRequest(address === undefined ? { personId: typed } : { address }, now()));
      for (const personId of personIds) await erasePerson(personId, now(), environment());
      return personIds;
    });
    process.stdout.write(erased.length > 0 ? erased.map((personId) => `erased ${personId}\n`).join("") : `unchanged ${typed} is nobody here\n`);
  },
};

export const userErasedCommand: Command = {
  name: "user erased",
  summary: "Lists who was erased, by id and time.",
  usage: `
solucionario user erased

Keep the list beside the backups: whoever was erased after a backup was made comes back with it, and is erased again by \`user erase --id\`.
`,
  async run(args) {
    parsing("user erased", () => parseArgs({ args, options: {} }));
    for (const { personId, askedAt } of await withDatabase(listErasures)) process.stdout.write(`${personId} ${askedAt.toISOString()}\n`);
  },
};

const SENTENCES: Readonly<Record<string, string>> = {
  "last-manager": "This person is the only programme manager: give somebody else the role first.",
  "last-administrator": "This person is the only administrator: give somebody else the role first.",
};
