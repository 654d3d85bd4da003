import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createCorrespondent } from "#tests/factories/letters";
import { eventually } from "#tests/setup/processes";
import { type MailServer, startMailServer } from "#tests/setup/smtp";
import { notificationJobs } from "~/features/notifications/jobs.server";
import { deliverLetter } from "~/features/notifications/service.server";
import { db, sqlPool, transaction } from "~/platform/database/client.server";
import { environment, parseEnvironment } from "~/platform/env.server";
import { startWorker } from "~/platform/jobs.server";
import { MailFailure, messageIdOf, sendMail } from "~/platform/mail.server";
import { enqueueJob } from "~/platform/outbox.server";

// RELIABILITY.md case 10: a mail server that is slow, refuses, or is away holds nobody up, and no letter is lost or doubled.

const NOW = new Date("2026-05-20T15:00:00Z");
let server: MailServer;
const stops: Array<() => Promise<void>> = [];
let people = 0;

beforeAll(async () => {
  server = await startMailServer();
  process.env.SMTP_URL = server.url;
  process.env.PUBLIC_URL = "https://solucionario.example";
  expect(environment().SMTP_URL).toBe(server.url);
});
afterEach(async () => {
  server.behave({});
  for (const stop of stops.splice(0)) await stop();
});
afterAll(() => server.stop());

async function somebody(): Promise<{ personId: string; email: string }> {
  people += 1;
  const email = `avería-${people}@colmado.example`.replace("í", "i");
  return { personId: await createCorrespondent({ email }), email };
}

/** As a request does it: in the transaction of a change. */
async function ask(personId: string): Promise<void> {
  await transaction((tx) => enqueueJob(tx, "letter", { kind: "account.password-changed", recipientId: personId, subjectId: personId }));
}

const arrived = (email: string) => server.received.filter(({ to }) => to.includes(email)).length;
const letterOf = (recipientId: string) => db().letter.findFirstOrThrow({ where: { recipientId } });

describe("a mail server that takes its time", () => {
  it("holds up no request and no connection to the database, and the letter goes once", async () => {
    server.behave({ slowMs: 8_000 });
    const { personId, email } = await somebody();
    let done = 0;
    const otherWork = async () => {
      done += 1;
    };
    stops.push(await startWorker({ ...notificationJobs, "other-work": otherWork }));
    await ask(personId);
    expect(arrived(email)).toBe(0);
    expect(await eventually(() => server.attempts() > 0)).toBe(true);

    // More letters than there are workers, and still other work goes on.
    for (let count = 0; count < 3; count += 1) await ask((await somebody()).personId);
    await transaction((tx) => enqueueJob(tx, "other-work", {}));
    expect(await eventually(() => done > 0)).toBe(true);
    const { rows } = await sqlPool().query("SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'");
    expect(rows).toEqual([{ waiting: 0 }]);
    expect(arrived(email)).toBe(0);
    server.behave({});
    expect(await eventually(async () => (await sqlPool().query("SELECT 1 FROM graphile_worker._private_jobs")).rowCount === 0)).toBe(true);
    expect((await letterOf(personId)).state).toBe("sent");
    expect(arrived(email)).toBe(1);
  });
});

describe("a mail server that refuses for now", () => {
  it("gets the letter again, once, and the failure that is kept names no address", async () => {
    server.behave({ refuseWith: 451 });
    const { personId, email } = await somebody();
    stops.push(await startWorker(notificationJobs));
    const before = server.attempts();
    await ask(personId);
    expect(await eventually(() => server.attempts() > before)).toBe(true);
    expect(await eventually(async () => (await sqlPool().query("SELECT 1 FROM graphile_worker._private_jobs WHERE last_error IS NOT NULL")).rowCount === 1)).toBe(true);
    const { rows } = await sqlPool().query<{ last_error: string }>("SELECT last_error FROM graphile_worker._private_jobs WHERE last_error IS NOT NULL");
    expect(rows[0]?.last_error).toContain("451");
    expect(rows[0]?.last_error).not.toContain(email);
    expect((await letterOf(personId)).state).toBe("queued");

    server.behave({});
    expect(await eventually(async () => (await letterOf(personId)).state === "sent")).toBe(true);
    expect(arrived(email)).toBe(1);
    expect((await letterOf(personId)).attempts).toBe(2);
  });

  it("for good: the last try leaves the letter failed, for a person to see", async () => {
    server.behave({ refuseWith: 550 });
    const { personId } = await somebody();
    const job = { kind: "account.password-changed", recipientId: personId, subjectId: personId } as const;
    const attempt = (lastTry: boolean) => deliverLetter({ job, jobName: "one", lastTry, now: NOW, env: environment() });
    await expect(attempt(false)).rejects.toThrow("550");
    expect((await letterOf(personId)).state).toBe("queued");
    await expect(attempt(true)).rejects.toThrow("550");
    expect((await letterOf(personId)).state).toBe("failed");
    // An operator who has repaired the mail server runs the job once more.
    server.behave({});
    await attempt(true);
    expect((await letterOf(personId)).state).toBe("sent");
  });
});

describe("a mail server that knows nobody at the address", () => {
  it("is believed at once: nobody tries for days, and the desk hears of it", async () => {
    server.behave({ knowsNobodyWith: 550 });
    const { personId } = await somebody();
    const before = server.attempts();
    await deliverLetter({ job: { kind: "account.password-changed", recipientId: personId, subjectId: personId }, jobName: "one", lastTry: false, now: NOW, env: environment() });
    expect(await letterOf(personId)).toMatchObject({ state: "failed", failure: "refused", sendingSince: null });
    expect(server.attempts() - before).toBe(1);
  });

  it("for now is asked again, like one that refuses the letter", async () => {
    server.behave({ knowsNobodyWith: 450 });
    const { personId } = await somebody();
    const job = { kind: "account.password-changed", recipientId: personId, subjectId: personId } as const;
    await expect(deliverLetter({ job, jobName: "one", lastTry: false, now: NOW, env: environment() })).rejects.toThrow("450");
    expect(await letterOf(personId)).toMatchObject({ state: "queued", failure: null });
  });
});

describe("a mail server that is not there", () => {
  it("gets what waited once it is back", async () => {
    const { personId, email } = await somebody();
    const away = parseEnvironment({ NODE_ENV: "test", SMTP_URL: "smtp://127.0.0.1:1", PUBLIC_URL: "https://solucionario.example" });
    const job = { kind: "account.password-changed", recipientId: personId, subjectId: personId } as const;
    await expect(deliverLetter({ job, jobName: "one", lastTry: false, now: NOW, env: away })).rejects.toBeInstanceOf(MailFailure);
    expect((await letterOf(personId)).state).toBe("queued");
    await deliverLetter({ job, jobName: "one", lastTry: false, now: NOW, env: environment() });
    expect(arrived(email)).toBe(1);
  });

  it.each([
    ["says nothing at all", () => {}],
    ["greets and then says nothing", (socket: net.Socket) => socket.write("220 mail.example ready\r\n")],
    ["speaks a byte at a time and never ends", (socket: net.Socket) => void dripFor(socket, 120_000)],
  ])("or %s is given up on", async (_what, behave) => {
    const silent = net.createServer((socket) => {
      socket.on("error", () => {});
      socket.resume();
      behave(socket);
    });
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const env = parseEnvironment({ NODE_ENV: "test", SMTP_URL: `smtp://127.0.0.1:${(silent.address() as net.AddressInfo).port}`, PUBLIC_URL: "https://solucionario.example" });
    let ended = false;
    silent.on("connection", (socket) => socket.on("close", () => (ended = true)));
    await expect(
      sendMail({ id: "x", messageId: messageIdOf("x", env), to: "ana@colmado.example", subject: "Hola", text: "Hola", language: "es", at: NOW }, env, {
        silenceMs: 800,
        wholeMs: 1_500,
      }),
    ).rejects.toBeInstanceOf(MailFailure);
    // It is the client who hung up: the server would have gone on.
    expect(await eventually(() => ended)).toBe(true);
    await new Promise<void>((resolve) => {
      silent.close(() => resolve());
    });
  });
});

async function dripFor(socket: net.Socket, milliseconds: number): Promise<void> {
  for (const until = Date.now() + milliseconds; Date.now() < until && !socket.destroyed; await sleep(100)) socket.write("2");
  socket.destroy();
}
