// A text of the live feed as it goes out: as it is, or packed for who can unpack it, made once however many readers
// share it. Packed texts are whole blocks that follow each other in any order, so nothing is kept for a reader and
// nothing waits for more to come. A packed text is kept without the plain one: a ward's board is forty times as long.
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
  let plain: string | Buffer | null = text;
  let packed: Buffer | null = null;
  return {
    isEmpty: text === '',
    // Unpacked at most once, however many readers cannot do it themselves.
    plain: () => {
      plain ??= inflateRawSync(packed ?? '', unpacking);
      return plain;
    },
    packed: () => {
      if (packed === null) {
        packed = deflateRawSync(plain ?? '', packing);
        plain = null;
      }
      return packed;
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
