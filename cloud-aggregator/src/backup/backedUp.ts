// What belongs to a backup, and where each file of it stands in the running aggregator. Everything in the data
// folder does, whatever it is; what SQLite keeps beside a database while it is open does not.
import { basename, isAbsolute, join, relative } from 'node:path';
import { z } from 'zod';
import type { AggregatorConfig } from '../config.ts';

/** Where a file of the backup comes from and goes to. */
export interface BackedUp {
  /** Its path in the backup, with forward slashes. */
  readonly name: string;
  readonly path: string;
}

/** The list that stands in every backup. */
export const manifestShape = z.strictObject({
  format: z.literal(1),
  consortium: z.string(),
  /** ISO 8601, UTC. */
  at: z.string(),
  files: z.array(
    z.strictObject({
      name: z.string().refine(isInside, 'a path inside the backup is needed'),
      bytes: z.int().min(0),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
});
export type Manifest = z.infer<typeof manifestShape>;

export const manifestName = 'manifest.json';

/** The files to back up, given every file of the data folder by its path in it. */
export function filesOf(config: AggregatorConfig, inDataDir: readonly string[]): readonly BackedUp[] {
  const data = inDataDir
    .filter(isKept)
    .map((name) => ({ name: `data/${name}`, path: join(config.dataDir, name) }));
  return [...data, ...elsewhere(config)];
}

/** Where a file of a backup belongs; null for one that this configuration has no place for. */
export function placeOf(config: AggregatorConfig, name: string): string | null {
  if (name.startsWith('data/')) return join(config.dataDir, name.slice('data/'.length));
  const [folder] = name.split('/');
  const store = 'sqlite' in config.store ? config.store.sqlite.file : null;
  if (folder === 'store') return store;
  if (folder === 'accounts') return 'embedded' in config.broker ? config.broker.embedded.accounts : null;
  return null;
}

/** The store and the accounts, where the configuration puts them outside the data folder. */
function elsewhere(config: AggregatorConfig): readonly BackedUp[] {
  const { dataDir, store, broker } = config;
  const files = [
    ...('sqlite' in store ? [['store', store.sqlite.file] as const] : []),
    ...('embedded' in broker ? [['accounts', broker.embedded.accounts] as const] : []),
  ];
  const outside = files.filter(([, path]) => !isInside(relative(dataDir, path)));
  return outside.map(([folder, path]) => ({ name: `${folder}/${basename(path)}`, path }));
}

function isKept(name: string): boolean {
  return !/(-wal|-shm|-journal|\.unfinished)$/.test(name);
}

function isInside(name: string): boolean {
  return name !== '' && !isAbsolute(name) && !name.split(/[\\/]/).includes('..');
}
