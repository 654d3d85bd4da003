import { parse } from "tldts";
import { saysNothing } from "./nothing";

/** The one reader of web addresses, from forms and from files, and the guard before any that is published. */

export type LinkFault =
  /** An e-mail address, or a link that holds one. */
  | "email"
  | "two-links"
  /** No http or https address. */
  | "not-a-link"
  /** It leads to a machine or a network of somebody's own, or to a number. */
  | "private-host"
  /** It holds a user's name or password. */
  | "credentials"
  | "too-long";

export type LinkReading = { kind: "none" } | { kind: "link"; href: string } | { kind: "refused"; reason: LinkFault };

const MAX_LENGTH = 2_000;

/** Reads what somebody wrote where an address was asked for. What was read reads as itself. */
export function readLink(given: string): LinkReading {
  const text = unwrapped(given);
  if (saysNothing(text) || /^0+$/.test(text)) return { kind: "none" };
  if (holdsEmail(text)) return refused("email");
  const words = text.split(text.includes("/") ? /\s+|[,;|]+(?=\s|https?:|www\.)/i : /[\s,;|]+/);
  if (words.filter(looksLikeLink).length > 1) return refused("two-links");
  const address = withScheme(text);
  // Words after a bare slash are no part of the address.
  if (address === undefined || !URL.canParse(address) || /\/ /.test(address)) return refused("not-a-link");
  return checked(new URL(address));
}

/** What may be shown as a link of what was stored; null when it may not. */
export function publicLink(stored: string | null): string | null {
  if (stored === null) return null;
  const reading = readLink(stored);
  return reading.kind === "link" ? reading.href : null;
}

function refused(reason: LinkFault): LinkReading {
  return { kind: "refused", reason };
}

function checked(url: URL): LinkReading {
  const { href } = url;
  if (url.username !== "" || url.password !== "") return refused("credentials");
  const host = hostFault(url.hostname);
  if (host) return refused(host);
  const said = decoded(href);
  if (holdsEmail(said)) return refused("email");
  for (const [, inner = ""] of said.slice(url.origin.length).matchAll(/:\/\/([^/?#&\s]*)/g)) {
    const fault = URL.canParse(`http://${inner}`) ? hostFault(new URL(`http://${inner}`).hostname) : "not-a-link";
    if (fault) return refused(fault);
  }
  if (/^\/?https?:\/\//i.test(said.slice(url.origin.length))) return refused("two-links");
  return href.length > MAX_LENGTH ? refused("too-long") : { kind: "link", href };
}

/** Names of hosts that lead back to whoever asks, or into a network of their own. */
const PRIVATE_ENDING =
  /(?:^|\.)localhost(?:\.|$)|(?:^|\.)(?:local|localdomain|internal|intranet|private|lan|home|corp|arpa|onion|test|invalid|localtest\.me|lvh\.me|nip\.io|sslip\.io|xip\.io)$/;
/** An address of the internet as labels of a name: 10.0.0.1.example.com, 10-0-0-1.example.com. */
const NUMBERS_AS_LABELS = /(?:^|[.-])\d{1,3}([.-])\d{1,3}\1\d{1,3}\1\d{1,3}(?:[.-]|$)/;

/** @param hostname as the URL parser gives it: lower case, punycode, numbers in whatever base as 1.2.3.4 */
function hostFault(hostname: string): LinkFault | undefined {
  const host = hostname.replace(/\.$/, "");
  if (host.startsWith("[") || /^[\d.]+$/.test(host) || PRIVATE_ENDING.test(host) || NUMBERS_AS_LABELS.test(host)) return "private-host";
  // Documentation and demonstrations use names under .example, which lead nowhere.
  const isExample = /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.example$/.test(host);
  const { domain, isIcann } = parse(host);
  return isExample || (isIcann && domain !== null) ? undefined : "not-a-link";
}

/** What a person copied along: invisible characters, quotation marks, brackets, markdown, markup, punctuation at the end. */
function unwrapped(given: string): string {
  let text = given
    .replace(/[\p{Cf}\p{Cs}\ufffd]/gu, "")
    .replace(/[\p{Cc}\s]+/gu, " ")
    .replace(/^\s*(https?:\/\/) /i, "$1")
    .replace(/&amp;/gi, "&")
    .trim();
  text = /^<a\s[^<>]*?href\s*=\s*["']?([^"'\s<>]+)[^<>]*>.*<\/a>$/i.exec(text)?.[1] ?? text;
  text = /^!?\[[^\]]*\]\(\s*<?([^\s()<>]+(?:\([^\s()]*\)[^\s()<>]*)*)>?(?:<br>|\s+"[^"]*")?\s*\)$/.exec(text)?.[1] ?? text;
  text = text.replace(/(?:<br ?\/?>)+$/i, "").replace(/^[^:/@]{1,60}(?:: ?|： ?| - )(?=https?:\/\/\S+$)/i, "");
  for (let before = ""; before !== text; ) {
    before = text;
    text = text
      .replace(/^["'`«»“”‘’<([{*_¿¡]+/u, "")
      .replace(/["'`«»“”‘’>\]}*.,;:!?…]+$/u, "")
      .trim();
    if (text.endsWith(")") && text.split("(").length < text.split(")").length) text = text.slice(0, -1);
  }
  return text;
}

/** "www.x.com" and "x.com:8080/y" get https; undefined for another scheme and for what only looks like an address. */
function withScheme(text: string): string | undefined {
  if (/^https?:/i.test(text)) return text;
  const isHostAndPort = /^[^\s/:?#@]+\.[^\s/:?#@]+:\d{1,5}(?:[/?#]|$)/.test(text);
  if (/^[a-z][a-z0-9+.-]*:/i.test(text) && !isHostAndPort) return undefined;
  // "foto.zip" and "app.py" are files, although zip and py are top-level domains.
  if (/^[^/?#]+\.(?:zip|mov|md|py|sh)$/i.test(text) && !/^www\./i.test(text)) return undefined;
  return `https://${text.replace(/^\/\//, "")}`;
}

function looksLikeLink(word: string): boolean {
  if (/^https?:\/\/|^www\./i.test(word)) return true;
  const address = withScheme(word.replace(/^[("'<[]+|[)"'>\].!?:]+$/g, ""));
  return word.includes(".") && address !== undefined && URL.canParse(address) && hostFault(new URL(address).hostname) === undefined;
}

/** "@caja.norte" after a slash is somebody's page, not an e-mail address. */
const EMAIL = /[^\s@/]@[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)*\.\p{L}[\p{L}\p{N}-]*/u;

/** Also one that is spelled so that machines don't see it: "ana (arroba) caja punto com". */
function holdsEmail(text: string): boolean {
  const folded = text.normalize("NFKC").toLowerCase();
  if (/^mailto:/.test(folded) || EMAIL.test(folded)) return true;
  if (EMAIL.test(folded.replace(/\s*@\s*/g, "@").replace(/\s*\.\s*/g, "."))) return true;
  const spelled = folded
    .replace(/\s*[([{<]\s*(?:at|arroba|@)\s*[)\]}>]\s*|[\s_]+(?:at|arroba)[\s_]+/g, "@")
    .replace(/\s*[([{<]\s*(?:dot|punto|ponto)\s*[)\]}>]\s*|[\s_]+(?:dot|punto|ponto)[\s_]+/g, ".");
  const host = spelled === folded ? undefined : /[^\s@/]@([\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)+)/u.exec(spelled)?.[1];
  return host !== undefined && parse(host).isIcann === true;
}

/** What an address says once it is decoded, as often as somebody encoded it. */
function decoded(href: string): string {
  let text = href;
  for (let times = 0; times < 4; times += 1) {
    const next = text.replace(/(?:%[0-9a-f]{2})+/gi, (bytes) => {
      try {
        return decodeURIComponent(bytes);
      } catch {
        return bytes;
      }
    });
    if (next === text) break;
    text = next;
  }
  return text;
}
