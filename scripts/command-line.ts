import { OperatorError } from "~/platform/errors";
import { backupCommand } from "./commands/backup";
import type { Command } from "./commands/command";
import { demoLoadCommand, demoRemoveCommand } from "./commands/demo";
import { doctorCommand } from "./commands/doctor";
import { editionApplyCommand } from "./commands/edition";
import { exportCommand } from "./commands/export";
import { importCommand } from "./commands/import";
import { institutionApplyCommand } from "./commands/institution";
import { reindexCommand } from "./commands/reindex";
import { restoreCommand } from "./commands/restore";
import { userCreateCommand, userDisableCommand, userRoleCommand } from "./commands/user";
import { userEraseCommand, userErasedCommand } from "./commands/user-erase";

const COMMANDS: readonly Command[] = [
  institutionApplyCommand,
  editionApplyCommand,
  importCommand,
  exportCommand,
  reindexCommand,
  userCreateCommand,
  userDisableCommand,
  userRoleCommand,
  userEraseCommand,
  userErasedCommand,
  demoLoadCommand,
  demoRemoveCommand,
  backupCommand,
  restoreCommand,
  doctorCommand,
];

async function main(args: string[]): Promise<void> {
  const [first = "--help"] = args;
  if (first === "--help" || first === "-h" || first === "help") {
    process.stdout.write(overview());
    return;
  }
  const command = COMMANDS.find(({ name }) => name.split(" ").every((word, index) => args[index] === word));
  if (!command) throw new OperatorError(`There is no command \`${args.slice(0, 2).join(" ")}\`: see \`solucionario --help\`.`);
  const own = args.slice(command.name.split(" ").length);
  if (own.includes("--help") || own.includes("-h")) {
    process.stdout.write(`${command.summary}\n\n${command.usage.trim()}\n`);
    return;
  }
  await command.run(own, interruption());
}

function overview(): string {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length));
  const lines = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return `solucionario <command>\n\n${lines.join("\n")}\n\n\`solucionario <command> --help\` says more. Settings come from the environment, see README.md.\n`;
}

/** The first signal lets a command stop at a safe point; a repeated one, more than a second later, ends the process. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  let first = 0;
  const onSignal = () => {
    if (first && Date.now() - first > 1_000) process.exit(130);
    first ||= Date.now();
    controller.abort();
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  return controller.signal;
}

// Who reads our output may stop reading (`| head`): what is being done is finished in order, and nothing is wrong.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

main(process.argv.slice(2)).then(
  () => process.exit(),
  (error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "EPIPE") process.exit();
    process.stderr.write(error instanceof OperatorError ? `${error.message}\n` : `${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  },
);
