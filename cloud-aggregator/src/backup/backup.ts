// `backup`: a whole, consistent copy of what the aggregator keeps, made while it runs. Databases by SQLite's own
// means, files as they are, and a list with the sum of each. The copy has its final name only when it is whole and on
// disk.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, copyFile, mkdir, open, readdir, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { backup as copyDatabase, DatabaseSync } from 'node:sqlite';
import type { TimestampMs } from '@nakamawashi/machine-model';
import type { AggregatorConfig } from '../config.ts';
import { type BackedUp, filesOf, type Manifest, manifestName } from './backedUp.ts';

/**
 * Makes the backup in a new folder in `out` and gives the folder's path. Throws when something cannot be read or
 * written.
 */
export async function backUp(config: AggregatorConfig, out: string, at: TimestampMs): Promise<string> {
  const time = new Date(at).toISOString();
  const folder = join(out, `nakamawashi-${config.consortium}-${time.slice(0, 19).replaceAll(':', '')}Z`);
  const draft = `${folder}.unfinished`;
  await mkdir(out, { recursive: true });
  await mkdir(draft, { mode: 0o700 });
  const files: Manifest['files'] = [];
  for (const each of await present(filesOf(config, await filesIn(config.dataDir)))) {
    const copy = join(draft, each.name);
    await mkdir(dirname(copy), { recursive: true, mode: 0o700 });
    await copyOne(each.path, copy);
    files.push({ name: each.name, bytes: (await stat(copy)).size, sha256: await sumOf(copy) });
  }
  const manifest: Manifest = { format: 1, consortium: config.consortium, at: time, files };
  await writeFile(join(draft, manifestName), `${JSON.stringify(manifest, null, 2)}\n`);
  await toDisk(join(draft, manifestName));
  await rename(draft, folder);
  await toDisk(out);
  return folder;
}

/** The SHA-256 of a file, as hexadecimal digits. */
export async function sumOf(file: string): Promise<string> {
  const sum = createHash('sha256');
  for await (const chunk of createReadStream(file)) sum.update(chunk as Buffer);
  return sum.digest('hex');
}

/** Waits until a file or a folder is on disk. */
export async function toDisk(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function copyOne(from: string, to: string): Promise<void> {
  if (from.endsWith('.sqlite')) {
    const source = new DatabaseSync(from, { readOnly: true, timeout: 5_000 });
    try {
      await copyDatabase(source, to);
    } finally {
      source.close();
    }
  } else {
    await copyFile(from, to);
  }
  await chmod(to, (await stat(from)).mode & 0o777);
  await toDisk(to);
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)).replaceAll('\\', '/'))
    .sort();
}

/**
 * Without those that have not been made yet, such as the accounts of a consortium whose boxes all have certificates.
 */
async function present(files: readonly BackedUp[]): Promise<readonly BackedUp[]> {
  const known = await Promise.all(
    files.map(({ path }) =>
      stat(path).then(
        () => true,
        () => false,
      ),
    ),
  );
  return files.filter((_, index) => known[index]);
}
