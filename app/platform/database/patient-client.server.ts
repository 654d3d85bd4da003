import pg from "pg";

type Query = (...parts: unknown[]) => unknown;

/**
 * A connection on which each query waits for the one before. Prisma asks for several relations of a row at once, within
 * a transaction too, and a connection does one thing at a time; pg's own queue for that is going away. Queries that are
 * streams or bring a callback go as they come: the pool sends those one by one.
 */
export class PatientClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    const send = this.query.bind(this) as Query;
    let last: Promise<unknown> = Promise.resolve();
    const inTurn: Query = (...parts) => {
      if (parts.some((part) => typeof part === "function") || isStream(parts[0])) return send(...parts);
      const answer = last.then(() => send(...parts));
      last = answer.catch(() => {});
      return answer;
    };
    this.query = inTurn as typeof this.query;
  }
}

function isStream(query: unknown): boolean {
  return typeof query === "object" && query !== null && "submit" in query;
}
