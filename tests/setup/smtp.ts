import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer } from "smtp-server";

export type Received = { to: string[]; from: string; raw: string; mail: Email };

export type MailServer = {
  url: string;
  /** Letters that the server said 250 to. */
  received: Received[];
  /** How many times somebody began to hand over a letter. */
  attempts(): number;
  /** What it does from now on; nothing said: it takes every letter at once. */
  behave(behaviour: { refuseWith?: number /** Before it sees the letter: nobody there has this address. */; knowsNobodyWith?: number; slowMs?: number; deafMs?: number }): void;
  stop(): Promise<void>;
};

/** A real mail server on loopback. */
export async function startMailServer(): Promise<MailServer> {
  const received: Received[] = [];
  let attempts = 0;
  let behaviour: Parameters<MailServer["behave"]>[0] = {};
  const server = new SMTPServer({
    authOptional: true,
    disableReverseLookup: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    logger: false,
    onConnect(_session, answer) {
      void sleep(behaviour.deafMs ?? 0).then(() => answer());
    },
    onRcptTo(_address, _session, answer) {
      const { knowsNobodyWith } = behaviour;
      if (knowsNobodyWith) attempts += 1;
      answer(knowsNobodyWith ? Object.assign(new Error("no such mailbox"), { responseCode: knowsNobodyWith }) : null);
    },
    onData(stream, session, answer) {
      attempts += 1;
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", async () => {
        await sleep(behaviour.slowMs ?? 0);
        if (behaviour.refuseWith) {
          // As real servers do, the refusal names the address.
          answer(Object.assign(new Error(`<${session.envelope.rcptTo[0]?.address}> not now`), { responseCode: behaviour.refuseWith }));
          return;
        }
        const raw = Buffer.concat(chunks).toString("latin1");
        const from = session.envelope.mailFrom ? session.envelope.mailFrom.address : "";
        received.push({ to: session.envelope.rcptTo.map(({ address }) => address), from, raw, mail: await PostalMime.parse(Buffer.concat(chunks)) });
        answer();
      });
    },
  });
  // A client that gives up in the middle is part of some tests.
  server.on("error", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    attempts: () => attempts,
    behave: (next) => {
      behaviour = next;
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
