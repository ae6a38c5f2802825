// A workbook or a zip of csv files as somebody sent it, unpacked within limits: what claims to be larger is refused
// before it is unpacked, so that a small file cannot take the memory of a large one.
import { unzipSync } from 'fflate';
import { zipFile } from '../../exports/zipFile.ts';
import type { TableFile } from './tableBytes.ts';

/** Unpacked, in bytes: a directory of 2,500 machines takes about a tenth of it. */
const mostUnpacked = 64_000_000;
const workbookMark = '[Content_Types].xml';

/** What was sent is larger than any directory. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge';
}

/** The files in it: the workbook itself, packed anew so that its sizes are true, or the csv files. */
export function unpackTables(bytes: Uint8Array, name: string): readonly TableFile[] {
  let claimed = 0;
  const entries = unzipSync(bytes, {
    filter: ({ originalSize }) => {
      claimed += originalSize;
      if (claimed > mostUnpacked) throw new TooLarge('unpacked, this is larger than any directory');
      return true;
    },
  });
  if (Object.hasOwn(entries, workbookMark)) return [{ name, bytes: packed(entries) }];
  return Object.entries(entries).map(([path, content]) => ({
    name: path.split('/').at(-1) ?? path,
    bytes: content,
  }));
}

/** One zip of files by their names. */
export function packed(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const parts = Object.entries(files).map(([name, bytes]) => ({ name, chunks: () => [bytes] }));
  return Buffer.concat([...zipFile(parts)]);
}
