import { ask } from "./ask";

type Handler = (args: never) => unknown;
type Form = Readonly<Record<string, string | number>> | URLSearchParams;

let browsers = 0;

/** One browser: it sends what it was given, and keeps what it is sent, as answers arrive. */
export class CookieJar {
  readonly #cookies = new Map<string, string>();
  readonly #address: string;
  /** With cookies switched off nothing is kept. */
  constructor(readonly keeps = true) {
    browsers += 1;
    this.#address = `10.${Math.floor(browsers / 62_500)}.${Math.floor(browsers / 250) % 250}.${browsers % 250}`;
  }

  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  /** Sends now, with the cookies of now. The answer is not in the browser before `arrive`. */
  send(handler: Handler, path: string, { form, params }: { form?: Form; params?: Record<string, string> } = {}): Promise<Response> {
    return ask(handler, path, { cookie: this.cookie, address: this.#address, ...(form && { form }), ...(params && { params }) });
  }

  arrive(answer: Response): Response {
    if (this.keeps) for (const cookie of answer.headers.getSetCookie()) this.keep(cookie);
    return answer;
  }

  keep(setCookie: string): void {
    const [pair = "", ...attributes] = setCookie.split(/;\s*/);
    const name = pair.slice(0, pair.indexOf("="));
    if (attributes.includes("Max-Age=0")) this.#cookies.delete(name);
    else this.#cookies.set(name, pair.slice(pair.indexOf("=") + 1));
  }

  forget(prefix: string): void {
    for (const name of this.#cookies.keys()) if (name.startsWith(prefix)) this.#cookies.delete(name);
  }

  async open(handler: Handler, path: string, sent: { form?: Form; params?: Record<string, string> } = {}): Promise<Response> {
    return this.arrive(await this.send(handler, path, sent));
  }
}
