// A zip file in pieces, from parts that are made while it is written: memory does not grow with what is in it.
// Promise: the same parts give the same bytes, whenever and in whatever time zone.
import { Zip, ZipDeflate } from 'fflate';

export interface ZipPart {
  readonly name: string;
  chunks(): Iterable<Uint8Array>;
}

/** The first instant that a zip file can name; read in local time by the library, so written in it. */
const noTime = new Date(1980, 0, 1);
const level = 6;
const nothing = new Uint8Array(0);

/** The file's bytes. */
export function* zipFile(parts: Iterable<ZipPart>): Iterable<Uint8Array> {
  const ready: Uint8Array[] = [];
  const zip = new Zip((error, chunk) => {
    if (error !== null) throw error;
    ready.push(chunk);
  });
  for (const { name, chunks } of parts) {
    const file = new ZipDeflate(name, { level });
    file.mtime = noTime;
    zip.add(file);
    for (const chunk of chunks()) {
      file.push(chunk);
      yield* ready.splice(0);
    }
    file.push(nothing, true);
    yield* ready.splice(0);
  }
  zip.end();
  yield* ready.splice(0);
}
