// Runs before `npm start`, `npm test` and the command line, in plain Node: installs what is missing, generates the
// database client, builds. Each step is skipped while what it was made from is unchanged, so a warm start is quick.
// Usage: node scripts/prepare.mjs start|test
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), "..");
const withDevelopment = process.argv[2] === "test";

checkNodeVersion();
process.chdir(root);
if (!isInstalled())
  run("Installing packages", process.platform === "win32" ? "npm.cmd" : "npm", [
    "ci",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
    ...(withDevelopment ? ["--include=dev"] : ["--omit=dev"]),
  ]);
const generated = "app/platform/database/generated";
once("Generating the database client", `${generated}/.made-from`, ["prisma/schema.prisma", "package-lock.json"], () => {
  // Generating needs no engine: naming any executable keeps Prisma from downloading one.
  runNode("node_modules/prisma/build/index.js", ["generate"], { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath });
});
once("Building", "build/.made-from", ["app", "scripts", "public", "prisma/schema.prisma", "vite.config.ts", "tsconfig.json", "package-lock.json"], () => {
  runNode("node_modules/@remix-run/dev/dist/cli.js", ["vite:build", "--logLevel", "warn"], { NODE_ENV: "production" });
});

function checkNodeVersion() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  fail(`Solucionario needs Node 20.19 or newer; this is ${process.version}.`);
}

/** Whether node_modules holds every package of the lock file, by npm's own record of what it installed. */
function isInstalled() {
  try {
    const wanted = JSON.parse(fs.readFileSync("package-lock.json", "utf8")).packages;
    const present = JSON.parse(fs.readFileSync("node_modules/.package-lock.json", "utf8")).packages;
    return Object.entries(wanted).every(([name, { version, optional, dev, devOptional }]) => {
      if (name === "" || optional || devOptional || (dev && !withDevelopment)) return true;
      return present[name]?.version === version;
    });
  } catch {
    return false;
  }
}

/** Runs `make` unless `stamp` says that it ran already on exactly these files. */
function once(title, stamp, sources, make) {
  const hash = createHash("sha256");
  for (const source of sources) for (const file of filesIn(source)) hash.update(file).update("\0").update(fs.readFileSync(file)).update("\0");
  const digest = hash.digest("hex");
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, "utf8") === digest) return;
  process.stderr.write(`${title} …\n`);
  fs.rmSync(stamp, { force: true });
  make();
  fs.writeFileSync(stamp, digest);
}

function filesIn(source) {
  if (!fs.existsSync(source)) return [];
  if (fs.statSync(source).isFile()) return [source];
  return fs
    .readdirSync(source, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (path.join(source, entry.name) === path.normalize(generated) ? [] : filesIn(path.join(source, entry.name))));
}

function runNode(script, args, environment) {
  run("", process.execPath, [script, ...args], environment);
}

/** What tools say goes to stderr: stdout belongs to results and to the `ready` line. */
function run(title, command, args, environment = {}) {
  if (title) process.stderr.write(`${title} …\n`);
  const { status, error } = spawnSync(command, args, { stdio: ["ignore", 2, 2], env: { ...process.env, ...environment } });
  if (error) fail(`${command} could not be run: ${error.message}.`);
  if (status !== 0) fail(`${path.basename(args[0] ?? command)} ended with ${status}: see the lines above.`);
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
