// The tables of the directory as files in a folder, for the command line.
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { messageOf } from '@nakamawashi/runtime';
import {
  type FileFault,
  readTableFiles,
  type TableFile,
  type TableLanguage,
  tableFiles,
} from './tableBytes.ts';
import type { Tables } from './tableShapes.ts';

/** Writes the tables into `folder` and gives the files' paths. */
export async function writeTables(
  tables: Tables,
  {
    folder,
    ...form
  }: { readonly folder: string; readonly format: 'xlsx' | 'csv'; readonly language: TableLanguage },
): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  const paths: string[] = [];
  for (const { name, bytes } of await tableFiles(tables, form)) {
    paths.push(join(folder, name));
    await writeFile(join(folder, name), bytes);
  }
  return paths;
}

/** Reads workbooks and csv files. Throws with every file, sheet and column that is not understood. */
export async function readTables(files: readonly string[]): Promise<Tables> {
  const unread: FileFault[] = [];
  const there = files.flatMap((file): readonly TableFile[] => {
    const name = basename(file);
    try {
      return [{ name, bytes: readFileSync(file) }];
    } catch (error) {
      unread.push({ file: name, sheet: null, row: null, problem: messageOf(error) });
      return [];
    }
  });
  const { tables, faults } = await readTableFiles(there);
  const all = [...unread, ...faults].map(({ file, sheet, row, problem }) => {
    const place = [file, ...(sheet === null ? [] : [sheet]), ...(row === null ? [] : [`row ${row}`])];
    return `${place.join(', ')}: ${problem}`;
  });
  if (all.length > 0) throw new Error(`nothing was taken over:\n  ${all.join('\n  ')}`);
  return tables;
}
