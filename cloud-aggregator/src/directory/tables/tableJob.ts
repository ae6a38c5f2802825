// What a thread does about the tables of the directory: make a file of them, or read what somebody sent. Plain values
// in and out; little is imported, since each job loads it anew.
import {
  type ReadFiles,
  readTableFiles,
  type TableFile,
  type TableLanguage,
  tableFiles,
} from './tableBytes.ts';
import type { Tables } from './tableShapes.ts';
import { packed, unpackTables } from './unpackTables.ts';

/** Makes one file: the workbook, or a zip of the csv files. */
export interface WriteJob {
  readonly kind: 'write';
  readonly tables: Tables;
  readonly format: 'xlsx' | 'csv';
  readonly language: TableLanguage;
}
/** Reads a workbook or a zip of csv files. */
export interface ReadJob {
  readonly kind: 'read';
  readonly bytes: Uint8Array;
}

export async function writeJob(job: WriteJob): Promise<TableFile> {
  const files = await tableFiles(job.tables, job);
  const [only] = files;
  if (only !== undefined && job.format === 'xlsx') return only;
  const entries = Object.fromEntries(files.map(({ name, bytes }) => [name, bytes]));
  const name = job.language === 'ja' ? '会員名簿.zip' : 'directory.zip';
  return { name, bytes: packed(entries) };
}

export async function readJob({ bytes }: ReadJob): Promise<ReadFiles> {
  const file = '会員名簿';
  try {
    return await readTableFiles(unpackTables(bytes, file));
  } catch (error) {
    const problem = `this cannot be read: ${error}`;
    return { tables: {}, faults: [{ file, sheet: null, row: null, problem }] };
  }
}
