import { createHash } from "node:crypto";

/**
 * The ids of a run, with the line that each was seen at first, in 12 to 24 bytes each: a file may hold millions. Ids are
 * told apart by 64 bits of their SHA-256; among a million ids, two are mistaken for one with a chance of 1 in 36 million.
 */
export class SeenIds {
  private hashes = new BigUint64Array(1024);
  private lines = new Uint32Array(1024);
  private count = 0;

  /** The line that this id was seen at before; otherwise undefined, and from now on `line`. */
  seenBefore(id: string, line: number): number | undefined {
    // Zero marks a free slot.
    const hash = createHash("sha256").update(id).digest().readBigUInt64LE() || 1n;
    const slot = this.slotOf(hash);
    if (this.hashes[slot] === hash) return this.lines[slot];
    this.hashes[slot] = hash;
    this.lines[slot] = line;
    this.count += 1;
    if (this.count * 4 > this.hashes.length * 3) this.grow();
    return undefined;
  }

  private slotOf(hash: bigint): number {
    const mask = this.hashes.length - 1;
    let slot = Number(hash & 0xffff_ffffn) & mask;
    while (this.hashes[slot] !== 0n && this.hashes[slot] !== hash) slot = (slot + 1) & mask;
    return slot;
  }

  private grow(): void {
    const { hashes, lines } = this;
    this.hashes = new BigUint64Array(hashes.length * 2);
    this.lines = new Uint32Array(lines.length * 2);
    for (const [index, hash] of hashes.entries()) {
      if (hash === 0n) continue;
      const slot = this.slotOf(hash);
      this.hashes[slot] = hash;
      this.lines[slot] = lines[index] ?? 0;
    }
  }
}
