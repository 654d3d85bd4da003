import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { livePostmaster, makeFolder, type Run, start } from "#tests/setup/processes";

let folder: string;
let dataDir: string;
const runs: Run[] = [];

beforeEach(() => {
  folder = makeFolder();
  dataDir = path.join(folder, "data");
  fs.symlinkSync(path.resolve("node_modules"), path.join(folder, "node_modules"));
});

afterEach(async () => {
  for (const run of runs.splice(0)) await stop(run);
  const pid = livePostmaster(dataDir);
  if (pid) process.kill(pid, "SIGKILL");
  fs.rmSync(path.dirname(folder), { recursive: true, force: true });
});

/** A build of its own to start from; `stylesheetHash` makes it the build of another release. */
function makeBuild(name: string, stylesheetHash?: string): string {
  const build = path.join(folder, name);
  fs.cpSync("build", build, { recursive: true });
  const stylesheet = fs.readdirSync(path.join(build, "client/assets")).find((file) => file.endsWith(".css"));
  if (!stylesheet) throw new Error("The build has no stylesheet.");
  if (stylesheetHash) {
    const renamed = stylesheet.replace(/-.{8}\.css$/, `-${stylesheetHash}.css`);
    for (const file of fs.readdirSync(build, { recursive: true, encoding: "utf8" }).map((file) => path.join(build, file))) {
      if (file.endsWith(".js") && fs.readFileSync(file, "utf8").includes(stylesheet)) fs.writeFileSync(file, fs.readFileSync(file, "utf8").replaceAll(stylesheet, renamed));
    }
    fs.renameSync(path.join(build, "client/assets", stylesheet), path.join(build, "client/assets", renamed));
    fs.appendFileSync(path.join(build, "client/assets", renamed), "/* of another release */");
  }
  return build;
}

async function startBuild(build: string): Promise<{ run: Run; origin: string }> {
  const run = start(process.execPath, [path.join(build, "server/server.js")], { env: { DATA_DIR: dataDir, PORT: "0", SEED: "none" } });
  runs.push(run);
  const [, origin = ""] = await run.line(/^ready (\S+)/m, 120);
  return { run, origin };
}

async function stop(run: Run): Promise<void> {
  if (run.child.exitCode === null && run.child.signalCode === null) run.child.kill("SIGTERM");
  await run.ended;
}

async function stylesheetOf(origin: string): Promise<string> {
  const href = /href="(\/assets\/[^"]+\.css)"/.exec(await (await fetch(`${origin}/es`)).text())?.[1];
  if (!href) throw new Error("The page names no stylesheet.");
  return href;
}

/** As it is written, because fetch would resolve the dots before it asks. */
function rawGet(origin: string, target: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(Number(new URL(origin).port), "127.0.0.1", () => socket.write(`GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`));
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk;
    });
    socket.once("close", () => resolve(answer));
    socket.once("error", reject);
  });
}

describe("an upgrade in place", () => {
  it("still serves the stylesheet that a page of the earlier build names, and the new one", async () => {
    const before = makeBuild("before");
    const old = await startBuild(before);
    const oldStylesheet = await stylesheetOf(old.origin);
    const bytes = Buffer.from(await (await fetch(old.origin + oldStylesheet)).arrayBuffer());
    await stop(old.run);
    fs.rmSync(before, { recursive: true });

    const { origin } = await startBuild(makeBuild("after", "NextHash"));
    const newStylesheet = await stylesheetOf(origin);
    expect(newStylesheet).toMatch(/-NextHash\.css$/);
    expect((await fetch(origin + newStylesheet)).status).toBe(200);
    for (const encoding of ["identity", "br", "gzip"]) {
      const answer = await fetch(origin + oldStylesheet, { headers: { "Accept-Encoding": encoding } });
      expect({ status: answer.status, type: answer.headers.get("Content-Type"), cache: answer.headers.get("Cache-Control") }).toEqual({
        status: 200,
        type: "text/css; charset=utf-8",
        cache: "public, max-age=31536000, immutable",
      });
      expect(bytes.equals(Buffer.from(await answer.arrayBuffer()))).toBe(true);
    }
  });

  it("does not disturb a process whose build is replaced under it, nor one that is asked for the newer build's files", async () => {
    const before = makeBuild("before");
    const { origin } = await startBuild(before);
    const stylesheet = await stylesheetOf(origin);
    fs.rmSync(path.join(before, "client"), { recursive: true });
    expect((await fetch(origin + stylesheet)).status).toBe(200);
    const newer = await startBuild(makeBuild("after", "NextHash"));
    expect((await fetch(origin + (await stylesheetOf(newer.origin)))).status).toBe(200);
  });
});

describe("the address of a built file", () => {
  it("leads to no file outside of the assets, however its path is written", async () => {
    const { origin } = await startBuild(path.resolve("build"));
    const built = fs.readdirSync("build/client/assets").sort();
    expect(fs.readdirSync(path.join(dataDir, "assets")).sort()).toEqual(built);
    for (const target of [
      "/assets/../../package.json",
      "/assets/../session-secret",
      "/assets/%2e%2e/%2e%2e/package.json",
      "/assets/..%2f..%2fpackage.json",
      "/assets/..%5c..%5cpackage.json",
      "/assets//etc/passwd",
      "/assets/",
      "/assets",
      "/assets/.",
      "/assets/nothing-AAAAAAAA.css",
      "/assets/nothing-AAAAAAAA.js",
      "/assets/%00-AAAAAAAA.js",
      "/assets/%E0%A4%A-AAAAAAAA.js",
      "/%2e%2e/package.json",
      "/../package.json",
    ]) {
      const answer = await rawGet(origin, target);
      // Outside of /assets another spelling is redirected to the one, which is not there.
      expect(answer, target).toMatch(target.startsWith("/assets") ? /^HTTP\/1\.1 4\d\d / : /^HTTP\/1\.1 301 /);
      expect(answer, target).not.toMatch(/immutable|root:|"dependencies"/);
    }
  });
});
