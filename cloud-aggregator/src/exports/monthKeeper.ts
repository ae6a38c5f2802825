// Makes last month's file when its business day has come, and looks once more whether it changed before it is frozen
// (domain 8; standards D.6). What fails is said in the log and tried again later.
import { localDate, monthBounds } from '@nakamawashi/machine-model';
import type { Clock, Log } from '@nakamawashi/runtime';
import type { UtilisationStore } from '../store/utilisationStore.ts';
import type { ExportDesk } from './exportDesk.ts';
import type { ExportHome } from './exportHome.ts';
import { openIssueBook } from './issueBook.ts';
import { issueCalendar } from './issueMonth.ts';
import { dueIssue } from './issueRules.ts';
import { localMinute } from './sheet.ts';

const lookMs = 60_000;
/** Not before office hours have had a chance to mend what arrived overnight. */
const earliestClock = '06:00';
const retryMs = 3_600_000;

/** Keeps the months until `signal` is aborted. */
export async function keepMonths(options: {
  readonly home: ExportHome;
  readonly desk: ExportDesk;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  store(): UtilisationStore | null;
}): Promise<void> {
  const { home, desk, clock, log, signal } = options;
  const looked = new Set<string>();
  let notBefore = 0;
  while (!signal.aborted) {
    await clock.sleep(lookMs, signal).catch(() => undefined);
    const at = clock.now();
    if (signal.aborted || at < notBefore) continue;
    try {
      const due = await dueNow(home, options.store(), at);
      if (due === null || looked.has(due.month + due.why)) continue;
      const request = { month: due.month, at, person: 'schedule', reason: null };
      const result = await desk.perform({ kind: 'issue', home, request });
      looked.add(due.month + due.why);
      log.info({ month: due.month, result }, 'the file of the month');
    } catch (error) {
      notBefore = at + retryMs;
      log.error({ err: error }, 'the file of the month could not be made; it is tried again in an hour');
    }
  }
}

/** Which month is to be looked at now; none while the store is down, or where it knows nothing of the month. */
async function dueNow(
  home: ExportHome,
  store: UtilisationStore | null,
  at: number,
): Promise<ReturnType<typeof dueIssue>> {
  if (store === null) return null;
  if (localMinute(at, home.timeZone).slice(11) < earliestClock) return null;
  const today = localDate(at, home.timeZone);
  const book = openIssueBook(home.dataDir);
  const calendar = issueCalendar(home);
  // Whether there is a version decides, so the month before is asked for first.
  const first = dueIssue(today, calendar, { versions: 0, lastMadeOn: null });
  const month = first?.month ?? null;
  if (month === null) return null;
  const last = book.issues(month).at(-1);
  const due = dueIssue(today, calendar, {
    versions: last?.version ?? 0,
    lastMadeOn: last === undefined ? null : localDate(last.at, home.timeZone),
  });
  if (due === null) return null;
  const { from } = monthBounds(month, home.timeZone);
  const isKnown = [...(await store.marks()).values()].some((mark) => mark > from);
  return isKnown ? due : null;
}
