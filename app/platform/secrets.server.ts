import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";
import { environment, sessionSecret } from "./env.server";

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Signs with a key of this installation; `use` keeps one use's signatures from being taken for another's. */
export function sign(use: string, text: string): Buffer {
  return createHmac("sha256", sessionSecret(environment())).update(`${use}\n${text}`).digest();
}

/** For a column that must tell nothing by itself: AES-256-GCM with a key of this installation and this use; nonce, tag, the rest. */
export function seal(use: string, bytes: Buffer): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", sign(use, "key"), nonce);
  const sealed = Buffer.concat([cipher.update(bytes), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64url");
}

/** What was sealed for this use. Throws for anything else, such as what an earlier SESSION_SECRET sealed. */
export function unseal(use: string, text: string): Buffer {
  const bytes = Buffer.from(text, "base64url");
  const decipher = createDecipheriv("aes-256-gcm", sign(use, "key"), bytes.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
}
