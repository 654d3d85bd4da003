// `npm test`: types, lint, boundaries, unused code, then unit, database, HTTP, process and browser tests.
// Ends with one line: "N passed, N failed" (", N skipped" when some were).
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

const CHECKS = [
  ["types", "node_modules/typescript/bin/tsc", ["--noEmit"]],
  ["lint", "node_modules/@biomejs/biome/bin/biome", ["check", "--error-on-warnings", "."]],
  ["boundaries", "node_modules/dependency-cruiser/bin/dependency-cruise.mjs", ["app", "scripts", "tests", "--config", ".dependency-cruiser.mjs"]],
  ["unused code", "node_modules/knip/bin/knip.js", []],
];
const REPORT = path.resolve("tests/.output/report.json");

const total = { passed: 0, failed: 0, skipped: 0 };
for (const [name, script, args] of CHECKS) {
  const began = Date.now();
  const { status } = spawnSync(process.execPath, [script, ...args], { stdio: "inherit" });
  const ok = status === 0;
  total[ok ? "passed" : "failed"] += 1;
  process.stdout.write(`${ok ? "✓" : "✗"} ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)\n`);
}

fs.rmSync(REPORT, { force: true });
spawnSync(process.execPath, ["node_modules/vitest/vitest.mjs", "run", "--reporter=default", "--reporter=json", `--outputFile.json=${REPORT}`, ...process.argv.slice(2)], {
  stdio: "inherit",
});
try {
  const report = JSON.parse(fs.readFileSync(REPORT, "utf8"));
  // A file that fails before its tests are known counts as one failure.
  const brokenFiles = report.testResults.filter((file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed")).length;
  total.passed += report.numPassedTests;
  total.failed += report.numFailedTests + brokenFiles + (report.success || report.numFailedTests + brokenFiles > 0 ? 0 : 1);
  total.skipped += report.numPendingTests + report.numTodoTests;
} catch {
  process.stdout.write("✗ vitest left no report\n");
  total.failed += 1;
}

process.stdout.write(`${total.passed} passed, ${total.failed} failed${total.skipped ? `, ${total.skipped} skipped` : ""}\n`);
process.exit(total.failed === 0 && total.passed > CHECKS.length ? 0 : 1);
