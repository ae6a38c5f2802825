// What a thread does about the tables of the directory: make a file of the records, or read what somebody sent and take
// it over. It opens the records itself, so that nothing large passes between the threads but bytes that are ready.
import { emptyDirectory } from '../directory.ts';
import { openRecords, type Records } from '../records.ts';
import { changeSeen } from './fromTables.ts';
import { changeShown, conflictShown, faultPlace, filePlace } from './importShown.ts';
import { takeOver } from './importTables.ts';
import {
  type ReadFiles,
  readTableFiles,
  type TableFile,
  type TableLanguage,
  tableFiles,
} from './tableBytes.ts';
import type { Tables } from './tableShapes.ts';
import { toTables } from './toTables.ts';
import { packed, unpackTables } from './unpackTables.ts';

/** Where the records are. */
export interface RecordsHome {
  readonly dataDir: string;
  readonly timeZone: string;
}

interface FileForm {
  readonly format: 'xlsx' | 'csv';
  readonly language: TableLanguage;
}

/** Makes one file: the workbook, or a zip of the csv files. */
export interface WriteJob extends FileForm {
  readonly kind: 'write';
  readonly home: RecordsHome;
}

/** Reads a workbook or a zip of csv files, and takes it over. */
export interface TakeJob {
  readonly kind: 'take';
  readonly home: RecordsHome;
  readonly bytes: Uint8Array;
  /** Which change of the records it shows, where it does not say it itself. */
  readonly asOf: number | null;
  readonly isDry: boolean;
  readonly person: string;
  readonly at: number;
}

/** The file, and the change of the records that it shows. */
export interface WrittenTables extends TableFile {
  readonly change: number;
}

/** What came of what was sent; `answer` says it as JSON that is ready to go out. */
export interface TakenTables {
  readonly outcome: 'faulty' | 'unsaid' | 'conflicts' | 'done';
  readonly answer: Uint8Array;
}

export async function writeJob({ home, ...form }: WriteJob): Promise<WrittenTables> {
  return withRecords(home, async ({ members }) => {
    const change = members.entries.lastChange();
    return { ...(await packTables(toTables(members.now(), change), form)), change };
  });
}

/** `mayWrite` is asked last before something is written; it throws where nobody waits any more. */
export async function takeJob(job: TakeJob, mayWrite: () => void): Promise<TakenTables> {
  const { tables, faults } = await readSent(job.bytes);
  if (faults.length > 0) return answered('faulty', refused(faults.map(filePlace)));
  if ((changeSeen(tables) ?? job.asOf) === null) {
    const error = 'the sheet 版 (asOf) is missing: edit a workbook that was taken from here';
    return answered('unsaid', { error });
  }
  return withRecords(job.home, async (records) => take(records, tables, { ...job, mayWrite }));
}

function take(
  records: Records,
  tables: Tables,
  { asOf, isDry, person, at, mayWrite }: TakeJob & { mayWrite(): void },
): TakenTables {
  const { plan, written } = takeOver(records, tables, { asOf, isDry, by: { person, at }, mayWrite });
  if (plan.faults.length > 0) return answered('faulty', refused(plan.faults.map(faultPlace)));
  if (plan.conflicts.length > 0) {
    const error = 'others changed these entries since this file was made';
    const conflicts = plan.conflicts.map((each) => conflictShown(each, records));
    return answered('conflicts', { error, conflicts });
  }
  const directory = records.members.now();
  const versions = new Map(written.map(({ kind, id, version }) => [`${kind} ${id}`, version]));
  const changes = plan.changes.map((each) => ({
    ...changeShown(each, directory),
    version: versions.get(`${each.kind} ${each.id}`) ?? null,
  }));
  return answered('done', { dryRun: isDry, changes });
}

/** The tables as one file. */
export async function packTables(tables: Tables, form: FileForm): Promise<TableFile> {
  const files = await tableFiles(tables, form);
  const [only] = files;
  if (only !== undefined && form.format === 'xlsx') return only;
  const entries = Object.fromEntries(files.map(({ name, bytes }) => [name, bytes]));
  const name = form.language === 'ja' ? '会員名簿.zip' : 'directory.zip';
  return { name, bytes: packed(entries) };
}

/** The tables in a file that somebody sent. */
export async function readSent(bytes: Uint8Array): Promise<ReadFiles> {
  const file = '会員名簿';
  try {
    return await readTableFiles(unpackTables(bytes, file));
  } catch (error) {
    const problem = `this cannot be read: ${error}`;
    return { tables: {}, faults: [{ file, sheet: null, row: null, problem }] };
  }
}

/** What an answer says of a file of which nothing was taken over. */
export function refused<T>(places: readonly T[]): { readonly error: string; readonly places: readonly T[] } {
  return { error: 'nothing was taken over: see `places`', places };
}

function answered(outcome: TakenTables['outcome'], answer: object): TakenTables {
  return { outcome, answer: new TextEncoder().encode(JSON.stringify(answer)) };
}

async function withRecords<T>(
  { dataDir, timeZone }: RecordsHome,
  work: (records: Records) => Promise<T>,
): Promise<T> {
  const records = openRecords(dataDir, emptyDirectory(timeZone), 0);
  try {
    return await work(records);
  } finally {
    records.database.close();
  }
}
