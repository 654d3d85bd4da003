import type { Command } from "./command";

export const importCommand: Command = {
  name: "import",
  summary: "Brings records in from CSV or JSON Lines.",
  usage: "",
  async run() {},
};
