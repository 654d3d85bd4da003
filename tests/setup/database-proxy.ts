import net from "node:net";

export type DatabaseProxy = {
  /** The database's address through the proxy. */
  url: string;
  /** How many have connected so far. */
  knocks(): number;
  /** Cuts off who is connected, and whoever comes. */
  refuse(value: boolean): void;
  /** Takes everything in and passes nothing on, as a server that hangs; what came meanwhile goes on afterwards. */
  hang(value: boolean): void;
  close(): Promise<void>;
};

/** Stands between the process and its database. */
export async function proxyTo(target: URL): Promise<DatabaseProxy> {
  let knocks = 0;
  let refusing = false;
  let hanging = false;
  const open = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    knocks += 1;
    if (refusing) {
      socket.destroy();
      return;
    }
    const upstream = net.connect(Number(target.port), target.hostname);
    for (const end of [socket, upstream]) {
      open.add(end);
      end.on("error", () => {});
      end.on("close", () => {
        open.delete(end);
        socket.destroy();
        upstream.destroy();
      });
    }
    socket.on("data", (chunk) => upstream.write(chunk));
    upstream.on("data", (chunk) => socket.write(chunk));
    if (hanging) for (const end of [socket, upstream]) end.pause();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = new URL(target);
  url.port = String((server.address() as net.AddressInfo).port);
  return {
    url: url.href,
    knocks: () => knocks,
    refuse(value) {
      refusing = value;
      if (value) for (const socket of open) socket.destroy();
    },
    hang(value) {
      hanging = value;
      for (const socket of open) value ? socket.pause() : socket.resume();
    },
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
