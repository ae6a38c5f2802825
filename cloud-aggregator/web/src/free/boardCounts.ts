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

/** The four figures; `liveOf` gives a machine's live line. Of a ward they are summed up every second: one walk. */
export function boardCounts(
  rows: readonly CapacityRow[],
  liveOf: (id: string) => MachineRow | undefined,
  now: number,
): BoardCounts {
  let machinesFree = 0;
  let todayMs = 0;
  let weekMs = 0;
  const silent = new Set<string>();
  for (const row of rows) {
    todayMs += row.freeMs?.today ?? 0;
    weekMs += row.freeMs?.week ?? 0;
    const live = liveOf(row.id);
    if (isFreeNow(row, live, now)) machinesFree += 1;
    if (live?.freshness === 'stale' || live?.freshness === 'never') silent.add(row.workshop.id);
  }
  return { machinesFree, todayHours: todayMs / hourMs, weekHours: weekMs / hourMs, silentShops: silent.size };
}
