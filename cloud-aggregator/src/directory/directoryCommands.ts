// `directory import` and `directory export`: the members out of the folders of the configuration or out of files that
// an office edits, and into such files. Each works while the aggregator runs, which sees the change within a second.
import { resolve } from 'node:path';
import { systemClock } from '@nakamawashi/runtime';
import { loadAll } from '../config.ts';
import { UsageError } from '../usageError.ts';
import { importFolders } from './importFolders.ts';
import { openRecords, type Records } from './records.ts';
import { importTables } from './tables/importTables.ts';
import { readTables, writeTables } from './tables/tableFiles.ts';
import { toTables } from './tables/toTables.ts';

/** What was asked for on the command line. */
export interface DirectoryRequest {
  /** The words after `directory`. */
  readonly words: readonly string[];
  readonly config: string;
  readonly out: string;
  readonly format: string;
  readonly lang: string;
}

/** The lines to print. Throws UsageError for what is not understood. */
export async function performDirectory(request: DirectoryRequest): Promise<readonly string[]> {
  const [what, ...files] = request.words;
  const { config, first } = loadAll(request.config);
  const at = systemClock.now();
  const records = openRecords(config.dataDir, first, at);
  try {
    if (what === 'export' && files.length === 0) return await exportTables(records, request);
    if (what !== 'import') throw new UsageError(`not understood: directory ${request.words.join(' ')}`);
    const by = { person: 'console', at };
    if (files.length === 0 && records.hasBegun) {
      return [`the records begin with ${first.workshops.size} workshops`];
    }
    const changed =
      files.length === 0
        ? importFolders(records, first, by)
        : importTables(records, await readTables(files.map((each) => resolve(each))), by);
    const lines = changed.map(({ kind, id, version }) => `${kind} ${id}: version ${version}`);
    return lines.length === 0 ? ['nothing is new'] : lines;
  } finally {
    records.database.close();
  }
}

async function exportTables(
  { members, audit }: Records,
  { out, format, lang }: DirectoryRequest,
): Promise<readonly string[]> {
  if (format !== 'xlsx' && format !== 'csv')
    throw new UsageError(`the formats are xlsx and csv, not ${format}`);
  if (lang !== 'ja' && lang !== 'en') throw new UsageError(`the languages are ja and en, not ${lang}`);
  const folder = resolve(out);
  const files = await writeTables(toTables(members.now(), members.entries.lastChange()), {
    folder,
    format,
    language: lang,
  });
  audit.note({
    at: systemClock.now(),
    person: 'console',
    deed: 'export',
    subject: 'directory',
    detail: format,
  });
  return files;
}
