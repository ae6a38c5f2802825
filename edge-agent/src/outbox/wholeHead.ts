// Another look at a damaged file as if the start of its head were whole: those bytes are the same in every file of ours
// (SQLite's file format, section 1.3), and one wrong one among them hides all the rest.
import { closeSync, copyFileSync, existsSync, openSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Pages of 4096 bytes, read and written by way of a write-ahead log, nothing reserved, fixed shares of payload. */
const format = Buffer.from([...Buffer.from('SQLite format 3\0'), 0x10, 0x00, 2, 2, 0, 64, 32, 32]);
/** By their places in the head. */
const pieces: readonly (readonly [at: number, bytes: Buffer])[] = [
  [0, format],
  // How many pages there are: none says that the file's own size counts.
  [28, Buffer.from([0, 0, 0, 0])],
  // The schema's format, and texts in UTF-8.
  [44, Buffer.from([0, 0, 0, 4])],
  [56, Buffer.from([0, 0, 0, 1])],
];
/** A file and its log belong together. */
const parts = ['', '-wal'];

/** What `look` finds in a copy of the file with a whole head; the file itself stays as it is. Throws on a full disk. */
export function underWholeHead<T>(file: string, look: (copy: string) => T): T {
  // One name for all: what a power cut leaves of it goes with the next one.
  const copy = join(dirname(file), 'damaged.copy');
  try {
    for (const part of parts) if (existsSync(file + part)) copyFileSync(file + part, copy + part);
    const opened = openSync(copy, 'r+');
    try {
      for (const [at, bytes] of pieces) writeSync(opened, bytes, 0, bytes.length, at);
    } finally {
      closeSync(opened);
    }
    return look(copy);
  } finally {
    for (const part of [...parts, '-shm']) rmSync(copy + part, { force: true });
  }
}
