// `restore`: puts a backup where the configuration wants it. Everything is checked before anything is written, and a
// file that is there already is never replaced: whoever restores moves it away first.
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { messageOf } from '@nakamawashi/runtime';
import type { AggregatorConfig } from '../config.ts';
import { type Manifest, manifestName, manifestShape, placeOf } from './backedUp.ts';
import { sumOf, toDisk } from './backup.ts';

/** Gives the paths that were written. Throws with everything that stands against it, and then nothing was written. */
export async function restore(config: AggregatorConfig, folder: string): Promise<readonly string[]> {
  const manifest = await readManifest(folder);
  if (manifest.consortium !== config.consortium) {
    throw new Error(
      `the backup is of the consortium ${manifest.consortium}, the configuration of ${config.consortium}`,
    );
  }
  const moves = manifest.files.map(({ name }) => ({
    from: join(folder, name),
    name,
    to: placeOf(config, name),
  }));
  const faults = [
    ...(await faultsOf(folder, manifest)),
    ...moves.flatMap(({ name, to }) => faultOfPlace(name, to)),
  ];
  if (faults.length > 0) throw new Error(`nothing was restored:\n  ${faults.join('\n  ')}`);
  const written: string[] = [];
  for (const { from, to } of moves) {
    if (to === null) continue;
    await mkdir(dirname(to), { recursive: true });
    await copyFile(from, to);
    await chmod(to, (await stat(from)).mode & 0o777);
    await toDisk(to);
    written.push(to);
  }
  return written;
}

async function readManifest(folder: string): Promise<Manifest> {
  const file = join(folder, manifestName);
  try {
    return manifestShape.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    throw new Error(`${folder} is not a whole backup: ${manifestName}: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

async function faultsOf(folder: string, { files }: Manifest): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const { name, sha256 } of files) {
    const file = join(folder, name);
    if (!existsSync(file)) faults.push(`${name} is missing in the backup`);
    else if ((await sumOf(file)) !== sha256) faults.push(`${name} is not as it was written: its sum differs`);
    else if (name.endsWith('.sqlite') && !isWhole(file)) faults.push(`${name} is a damaged database`);
  }
  return faults;
}

function faultOfPlace(name: string, to: string | null): readonly string[] {
  if (to === null) return [`${name}: this configuration has no place for it`];
  return [to, `${to}-wal`]
    .filter(existsSync)
    .map((path) => `${path} is there: stop the aggregator and move it away`);
}

function isWhole(file: string): boolean {
  // Immutable, so that reading leaves nothing beside it in the backup.
  const database = new DatabaseSync(`file:${encodeURI(file)}?immutable=1`, { readOnly: true });
  try {
    return Object.values(database.prepare('PRAGMA integrity_check').get() ?? {})[0] === 'ok';
  } finally {
    database.close();
  }
}
