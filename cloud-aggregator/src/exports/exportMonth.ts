// Writes the month file. Reads the store while the aggregator is writing to it, and replaces a file of the same name
// only when the new one is whole and on disk. The same data give the same bytes.
import { existsSync } from 'node:fs';
import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { DayTally, MachineId } from '@nakamawashi/machine-model';
import { localDate, monthBounds } from '@nakamawashi/machine-model';
import type { LoadedConfig } from '../config.ts';
import { processCodes } from '../directory/capabilities.ts';
import { type Directory, lookUp, machinesOf } from '../directory/directory.ts';
import { openPlanBook } from '../directory/planBook.ts';
import { openRecords } from '../directory/records.ts';
import { openStore } from '../store/openStore.ts';
import type { UtilisationStore } from '../store/utilisationStore.ts';
import { currentTallies } from '../tallies.ts';
import { csvText } from './csv.ts';
import {
  definitionSheet,
  type Language,
  localMinute,
  type MachineMonth,
  machineSheet,
} from './monthReport.ts';

export interface ExportRequest {
  /** 'YYYY-MM' in the consortium's time zone. */
  readonly month: string;
  readonly folder: string;
  readonly language: Language;
}

/** Writes the files and gives their paths. Throws when there is no store yet or a file cannot be written. */
export async function exportMonth(loaded: LoadedConfig, request: ExportRequest): Promise<readonly string[]> {
  const { store: settings } = loaded.config;
  if ('sqlite' in settings && !existsSync(settings.sqlite.file))
    throw new Error(
      `there is no store at ${settings.sqlite.file}: has the aggregator run with this configuration?`,
    );
  const { database, members, audit } = openRecords(loaded.config.dataDir, loaded.first, Date.now());
  const directory = members.now();
  const store = await openStore(settings);
  try {
    const machines = await machineMonths(directory, store, request.month);
    const sheets = [
      {
        name: fileName(request, { ja: '機械別稼働', en: 'machines' }),
        rows: machineSheet(machines, request.language),
      },
      {
        name: fileName(request, { ja: '定義と算式', en: 'definitions' }),
        rows: definitionSheet(request.language),
      },
    ];
    await mkdir(request.folder, { recursive: true });
    const paths: string[] = [];
    for (const { name, rows } of sheets) {
      const path = join(request.folder, name);
      await writeWhole(path, csvText(rows));
      paths.push(path);
    }
    const detail = `csv ${request.language}, ${machines.length} machines`;
    audit.note({ at: Date.now(), person: 'console', deed: 'export', subject: request.month, detail });
    return paths;
  } finally {
    await store.close();
    database.close();
  }
}

/** The month of every machine of the directory and of the store, by id. */
async function machineMonths(
  directory: Directory,
  store: UtilisationStore,
  month: string,
): Promise<readonly MachineMonth[]> {
  const { timeZone } = directory;
  const plans = openPlanBook(() => directory);
  const bounds = monthBounds(month, timeZone);
  const marks = await store.marks();
  const machines = [...new Set([...machinesOf(directory), ...marks.keys()])].sort();
  const lastDate = localDate(bounds.until - 1, timeZone);
  const range = { firstDate: `${month}-01`, lastDate, machines };
  const tallies = Map.groupBy(
    await currentTallies({ store, plans, directory }, range),
    ({ machine }) => machine,
  );
  return machines.map((id) => machineMonth(id, tallies.get(id) ?? []));

  function machineMonth(id: MachineId, days: readonly DayTally[]): MachineMonth {
    const { workshop, machine } = lookUp(directory, id);
    const [workshopId = '', machineId = ''] = id.split('/');
    const mark = marks.get(id);
    const complete = mark === undefined || mark <= bounds.from ? null : Math.min(mark, bounds.until);
    return {
      id,
      workshopName: workshop?.name ?? { ja: workshopId, en: workshopId },
      machineName: machine?.name ?? { ja: machineId, en: machineId },
      class: machine?.class ?? null,
      processes: processCodes(machine),
      tallies: days,
      completeUntil: complete === null ? null : localMinute(complete, timeZone),
    };
  }
}

function fileName({ month, language }: ExportRequest, sheet: Readonly<Record<Language, string>>): string {
  const [year = '', number = ''] = month.split('-');
  if (language === 'en') return `monthly-kpi_${month}_${sheet.en}.csv`;
  return `月次KPI_${year}年${number}月_${sheet.ja}.csv`;
}

async function writeWhole(path: string, text: string): Promise<void> {
  const unfinished = `${path}.unfinished`;
  const file = await open(unfinished, 'w');
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(unfinished, path);
}
