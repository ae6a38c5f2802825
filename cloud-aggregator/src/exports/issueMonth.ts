// Makes a version of a month's file: gathers the facts, compares them with the version before, and keeps what is new.
// The same facts make no new version, and a frozen month gets one only with a stated reason.
import { existsSync } from 'node:fs';
import { bracketCoverage, localDate, type MachineId } from '@nakamawashi/machine-model';
import type { Bilingual } from '@nakamawashi/runtime';
import { emptyDirectory } from '../directory/directory.ts';
import { nationalHoliday } from '../directory/nationalHolidays.ts';
import { openRecords, type Records } from '../directory/records.ts';
import { openStore } from '../store/openStore.ts';
import type { ExportHome } from './exportHome.ts';
import { gatherFacts } from './gatherFacts.ts';
import { digestOfFacts, type KeptIssue, openIssueBook } from './issueBook.ts';
import { freezeDate, type IssueCalendar, isOver } from './issueRules.ts';
import { loadKpiSets } from './kpi/kpiFolder.ts';
import { kpiMonths, kpiYears } from './kpi/kpiTable.ts';
import { activeShops, type DeskView } from './monthFacts.ts';
import { changesBetween, type IssuedFacts, type MonthIssue } from './monthIssue.ts';

export interface IssueRequest {
  readonly month: string;
  readonly at: number;
  readonly person: string;
  /** Why a version is made; null takes the usual words, which do not open a frozen month. */
  readonly reason: string | null;
}

/** What came of it. `draft`: the month is not over. */
export type IssueOutcome =
  | { readonly kind: 'issued' | 'same' | 'frozen'; readonly issue: KeptIssue }
  | { readonly kind: 'draft'; readonly facts: IssuedFacts };

/** Makes a version where one is due. Throws when there is no store yet or nothing can be written. */
export async function issueMonth(home: ExportHome, request: IssueRequest): Promise<IssueOutcome> {
  const records = openRecords(home.dataDir, emptyDirectory(home.timeZone), request.at);
  try {
    const book = openIssueBook(home.dataDir);
    const facts = await factsNow(home, records, request);
    const today = localDate(request.at, home.timeZone);
    if (!isOver(request.month, today)) return { kind: 'draft', facts };
    const before = book.issues(request.month).at(-1);
    if (before !== undefined && before.digest === digestOfFacts(facts))
      return { kind: 'same', issue: before };
    const isFrozen = before !== undefined && today > freezeDate(request.month, issueCalendar(home));
    if (isFrozen && request.reason === null) return { kind: 'frozen', issue: before };
    const changes =
      before === undefined ? { changes: [], kpiChanges: 0 } : changesBetween(await book.facts(before), facts);
    const issue: MonthIssue = {
      format: 1,
      month: request.month,
      version: (before?.version ?? 0) + 1,
      at: request.at,
      person: request.person,
      reason: reasonOf(request, before),
      active: activeShops(facts.facts, bracketCoverage),
      ...changes,
    };
    const isOurs = await book.add(issue, facts);
    const made = book.issues(request.month).at(-1);
    if (made === undefined) throw new Error(`BUG: ${request.month} has no version after one was made`);
    if (!isOurs) return { kind: 'same', issue: made };
    const detail = `version ${issue.version}, ${facts.facts.workshops.length} workshops`;
    records.audit.note({
      at: request.at,
      person: request.person,
      deed: 'month.issued',
      subject: request.month,
      detail,
    });
    return { kind: 'issued', issue: made };
  } finally {
    records.database.close();
  }
}

/** When months are made and frozen here. */
export function issueCalendar({ issueDay, freezeDay }: ExportHome): IssueCalendar {
  return { issueDay, freezeDay, isHoliday: (date) => nationalHoliday(date) !== null };
}

async function factsNow(
  home: ExportHome,
  { members }: Records,
  { month, at }: IssueRequest,
): Promise<IssuedFacts> {
  if ('sqlite' in home.store && !existsSync(home.store.sqlite.file))
    throw new Error(
      `there is no store at ${home.store.sqlite.file}: has the aggregator run with this configuration?`,
    );
  const store = await openStore(home.store);
  try {
    const directory = members.now();
    const desks = await desksBefore(home, month);
    const facts = await gatherFacts({ store, directory, desks }, month, at);
    const sets = loadKpiSets(home.kpiFolder);
    const earlier = [...openIssueBook(home.dataDir).active()].filter(([each]) => each < month);
    const active = new Map([...earlier, [month, activeShops(facts, bracketCoverage)] as const]);
    const sources = { month, sets, actuals: [...directory.actuals.values()], active };
    return { facts, kpi: { sets, years: kpiYears(sources), months: kpiMonths(sources) } };
  } finally {
    await store.close();
  }
}

/** What the newest version says of the desk's view of each machine. */
async function desksBefore(home: ExportHome, month: string): Promise<ReadonlyMap<MachineId, DeskView>> {
  const book = openIssueBook(home.dataDir);
  const newest = book.issues(month).at(-1);
  const desks = new Map<MachineId, DeskView>();
  if (newest === undefined) return desks;
  for await (const { id, machines } of book.workshops(newest))
    for (const { id: machine, desk } of machines) if (desk !== undefined) desks.set(`${id}/${machine}`, desk);
  return desks;
}

function reasonOf({ reason }: IssueRequest, before: KeptIssue | undefined): Bilingual {
  if (reason !== null) return { ja: reason, en: reason };
  if (before === undefined) return { ja: '初版の作成', en: 'first version' };
  return {
    ja: '遅れて届いたデータ、または名簿・カレンダー・KPIの変更',
    en: 'late data, or a change of directory, calendar or key figures',
  };
}
