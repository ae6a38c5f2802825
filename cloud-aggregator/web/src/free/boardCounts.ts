// Pure: the figures at the head of the free board. A machine counts as free now after ten minutes of waiting inside
// the plan with fresh data, and never when its owner is full; hours are sums of what the rows show (domain 6.1, 6.4
// rule 4).
import type { CapacityRow } from '../../../src/api/capacityRow.ts';
import type { MachineRow } from '../live/machineRow.ts';

export interface BoardCounts {
  readonly machinesFree: number;
  readonly todayHours: number;
  readonly weekHours: number;
  readonly silentShops: number;
}

const hourMs = 3_600_000;
const freeAfterMs = 600_000;

/** Whether a machine stands free at this moment: a hint for a rush job, never added to any hours. */
function isFreeNow(row: CapacityRow, live: MachineRow | undefined, now: number): boolean {
  if (live === undefined || live.since === null || row.level !== 'live') return false;
  const isWaiting = live.state === 'idle' && live.freshness === 'live' && now - live.since >= freeAfterMs;
  return isWaiting && row.isOpenNow && row.mark !== 'full' && row.pausedUntil === null;
}

/** The four figures; `liveOf` gives a machine's live line. */
export function boardCounts(
  rows: readonly CapacityRow[],
  liveOf: (id: string) => MachineRow | undefined,
  now: number,
): BoardCounts {
  const sum = (name: 'today' | 'week'): number =>
    rows.reduce((all, { freeMs }) => all + (freeMs?.[name] ?? 0), 0) / hourMs;
  const silent = rows.filter(({ id }) => {
    const live = liveOf(id);
    return live !== undefined && (live.freshness === 'stale' || live.freshness === 'never');
  });
  return {
    machinesFree: rows.filter((row) => isFreeNow(row, liveOf(row.id), now)).length,
    todayHours: sum('today'),
    weekHours: sum('week'),
    silentShops: new Set(silent.map(({ workshop }) => workshop.id)).size,
  };
}
