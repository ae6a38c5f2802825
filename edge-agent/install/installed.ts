// Which installed packages some packages need in order to run, by the rules by which Node finds them.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** One installed package. */
export interface Installed {
  readonly name: string;
  /** Where it lies. */
  readonly folder: string;
  /** The same as a path that begins with `node_modules`, so that it is found again elsewhere. */
  readonly place: string;
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** The packages and all their production dependencies, in the order of their places. Throws when one is missing. */
export function installedFor(names: readonly string[], from: readonly string[]): readonly Installed[] {
  const found = new Map<string, Installed>();
  const add = (name: string, places: readonly string[], isOptional: boolean): void => {
    // Types are read by nothing that runs.
    if (name.startsWith('@types/')) return;
    const folder = places.map((place) => folderOf(name, place)).find((each) => each !== null);
    if (folder === undefined || folder === null) {
      if (isOptional) return;
      throw new Error(`${name} is not installed: npm ci`);
    }
    if (found.has(folder)) return;
    found.set(folder, { name, folder, place: folder.slice(folder.indexOf('/node_modules/') + 1) });
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
    const optional = manifest.optionalDependencies ?? {};
    for (const each of Object.keys({ ...manifest.dependencies, ...optional })) {
      add(each, [folder], each in optional);
    }
  };
  for (const name of names) add(name, from, false);
  return [...found.values()].toSorted((a, b) => (a.place < b.place ? -1 : 1));
}

function folderOf(name: string, from: string): string | null {
  const folder = join(from, 'node_modules', name);
  if (existsSync(join(folder, 'package.json'))) return folder;
  return dirname(from) === from ? null : folderOf(name, dirname(from));
}
