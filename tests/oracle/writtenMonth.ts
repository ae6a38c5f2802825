// The seeded consortium's October, written as workbooks, beside what its raw slots come to.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Directory } from '../../cloud-aggregator/src/directory/directory.ts';
import { openRecords } from '../../cloud-aggregator/src/directory/records.ts';
import { type ExportRequest, exportMonth } from '../../cloud-aggregator/src/exports/exportMonth.ts';
import { issueMonth } from '../../cloud-aggregator/src/exports/issueMonth.ts';
import { type ExactMachine, exactMonth } from './exactMonth.ts';
import type { Line } from './readBack.ts';
import { month, writeSeeded } from './seededConsortium.ts';

const at = Date.parse('2026-11-05T03:00:00Z');
const plan = `
name: { ja: 計画, en: plan }
source: { ja: 計画書, en: the plan }
firstFiscalYear: 2025
indicators:
  - { id: shops, name: { ja: 会社, en: shops }, unit: { ja: 社, en: shops }, base: 3, targets: [40, 60],
      counting: activeShops, meaning: { ja: 実働の会社, en: shops at work } }
  - { id: sales, name: { ja: 売上, en: sales }, unit: { ja: 千円, en: thousand yen }, base: 0,
      targets: [100, 200], counting: byHand, meaning: { ja: 売上, en: sales } }
`;

export interface WrittenMonth {
  readonly folder: string;
  readonly directory: Directory;
  readonly exact: readonly ExactMachine[];
  /** By the workshop's id. */
  readonly codes: ReadonlyMap<string, string>;
  isAgreed(shop: string): boolean;
  /** Writes a workbook and gives its path. */
  write(edition: ExportRequest['edition'], workshop?: string, to?: string): Promise<string>;
  /** The same in another format; several files, csv above all, as one zip. */
  writeAs(form: Partial<ExportRequest> & Pick<ExportRequest, 'edition'>): Promise<string>;
  remove(): void;
}

export async function writtenMonth(): Promise<WrittenMonth> {
  const folder = mkdtempSync(join(tmpdir(), 'oracle-'));
  const seeded = await writeSeeded(folder, 80);
  const { directory } = seeded;
  mkdirSync(join(folder, 'kpi'));
  writeFileSync(join(folder, 'kpi/plan.yaml'), plan);
  const home = { ...seeded.home, kpiFolder: join(folder, 'kpi') };
  const records = openRecords(folder, directory, 1);
  const body = {
    set: 'plan',
    indicator: 'sales',
    fiscalYear: 2025,
    increment: 80,
    origin: 'questionnaire',
    source: '調査',
    isFinal: true,
  } as const;
  records.members.change({ kind: 'actual', id: 'a', body, person: 'p', at: 1 });
  records.database.close();
  const issue = () => issueMonth(home, { month, at, person: 'p', reason: null });
  const issued = issue();
  const writeIn = async (
    form: Partial<ExportRequest>,
    to: string,
    made: ReturnType<typeof issue> = issued,
  ): Promise<string> => {
    const outcome = await made;
    if (outcome.kind === 'draft') throw new Error('October is over');
    const request: ExportRequest = {
      edition: 'internal',
      workshop: undefined,
      format: 'xlsx',
      language: 'ja',
      encoding: 'utf-8',
      isForOffice: false,
      person: 'p',
      at,
      ...form,
    };
    const target = { folder: join(folder, to), isOneFile: true, hasKey: false };
    const [path = ''] = await exportMonth(home, { issue: outcome.issue }, request, target);
    return path;
  };
  const write: WrittenMonth['write'] = (edition, workshop, to = 'out') =>
    writeIn({ edition, workshop }, to, issue());
  await write('internal');
  const database = new DatabaseSync(join(folder, 'directory.sqlite'), { readOnly: true });
  const rows = database.prepare('SELECT workshop, code FROM workshop_code').all();
  database.close();
  return {
    folder,
    directory,
    exact: exactMonth(join(folder, 'store.sqlite'), directory),
    codes: new Map(rows.map((row) => [String(row['workshop']), String(row['code'])])),
    isAgreed: (shop) => (directory.workshops.get(shop)?.consents.length ?? 0) > 0,
    write,
    writeAs: (form) => writeIn(form, 'formats'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A sheet's rows. */
export function lines(book: ReadonlyMap<string, readonly Line[]>, name: string): readonly Line[] {
  return book.get(name) ?? [];
}

/** The date in a cell. */
export function dateOf(cell: unknown): string {
  return (cell as Date).toISOString().slice(0, 10);
}
