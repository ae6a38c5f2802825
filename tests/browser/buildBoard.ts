// Builds the board as `npm run build` does, into a folder of its own, so that the tests see today's source.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

const web = fileURLToPath(new URL('../../cloud-aggregator/web', import.meta.url));

/** The built board, what a reader has to load before he sees anything (gzip bytes), and how to throw it away. */
export interface BuiltBoard {
  readonly folder: string;
  readonly firstLoadBytes: number;
  remove(): void;
}

/** Builds into a temporary folder; throws when the board does not build. */
export async function buildBoard(): Promise<BuiltBoard> {
  const folder = mkdtempSync(join(tmpdir(), 'board-'));
  await build({ root: web, logLevel: 'error', build: { outDir: folder, emptyOutDir: true } });
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  // What is loaded later, with the page that needs it, is not named in the page itself.
  const named = [...page.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(([, name = '']) => name);
  const sizes = ['index.html', ...named].map((name) => gzipSync(readFileSync(join(folder, name))).length);
  return {
    folder,
    firstLoadBytes: sizes.reduce((sum, size) => sum + size, 0),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
