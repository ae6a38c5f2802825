// A text of the live feed as it goes out: as it is, or packed for who can unpack it, made once however many readers
// share it. Packed texts are whole blocks that follow each other in any order, so nothing is kept for a reader and
// nothing waits for more to come. Of a packed text nothing else is kept: a ward's board is forty times as long.
import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';

export interface FeedText {
  readonly isEmpty: boolean;
  plain(): string | Buffer;
  packed(): Buffer;
}

/** With which a packed feed begins; its end never comes, and nobody waits for one. */
export const packedHead = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
const packing = { level: 3, finishFlush: constants.Z_SYNC_FLUSH };
const unpacking = { finishFlush: constants.Z_SYNC_FLUSH };

export function feedText(text: string): FeedText {
  let kept: { readonly plain: string } | { readonly packed: Buffer } = { plain: text };
  return {
    isEmpty: text === '',
    plain: () => ('plain' in kept ? kept.plain : inflateRawSync(kept.packed, unpacking)),
    packed: () => {
      if ('plain' in kept) kept = { packed: deflateRawSync(kept.plain, packing) };
      return kept.packed;
    },
  };
}

/** One event as text. */
export function eventText(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Whether whoever sends this header can unpack what is packed. */
export function canUnpack(acceptEncoding: string | readonly string[] | undefined): boolean {
  return String(acceptEncoding ?? '')
    .split(',')
    .some((each) => /^\s*gzip\s*(?:;\s*q=(?!0(?:\.0*)?\s*$)|$)/i.test(each));
}
