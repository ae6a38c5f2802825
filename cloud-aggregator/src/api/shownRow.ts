// Pure: one line of the live board as somebody is shown it. Promise: a live state leaves the aggregator only for the
// shop itself and for whom its owner gave the level `live`; a pause withholds it at once (domain 6.7, 6.8).
import type { TimestampMs } from '@nakamawashi/machine-model';
import type { MachineRow } from '../board/machineRow.ts';
import type { Workshop } from '../directory/entryKinds.ts';
import { isPaused, type SharingLevel } from '../directory/sharing.ts';
import type { Caller, Sight } from '../people/roles.ts';

/** Whose eyes: everything without a level, or as a desk, with some workshops being the reader's own. */
export interface Eyes {
  readonly sight: Sight;
  readonly own: readonly string[];
  readonly isOpen: boolean;
}

/** The eyes of who asks. */
export function eyesOf(caller: Caller, sight: Sight): Eyes {
  const own = caller.kind === 'person' ? caller.person.workshops : [];
  return { sight, own, isOpen: caller.kind === 'open' };
}

/** The line as these eyes see it, `workshop` as it is written down; null when they do not. */
export function shownRow(
  row: MachineRow,
  eyes: Eyes,
  workshop: Workshop | undefined,
  at: TimestampMs,
): MachineRow | null {
  if (eyes.isOpen || eyes.own.includes(row.workshop.id)) return row;
  if (eyes.sight !== 'all') return null;
  const machine = workshop?.machines.find(({ id }) => id === row.machine.id);
  // What only the box knows has the box's own word alone, which is live or does not say what else.
  if (workshop === undefined || machine === undefined)
    return row.shared === 'live' ? row : withheld(row, 'mark');
  if (machine.sharing.desk === 'none') return null;
  const level = isPaused(workshop, at) ? 'none' : machine.sharing.desk;
  return level === 'live' ? row : withheld(row, level);
}

function withheld(row: MachineRow, level: SharingLevel): MachineRow {
  const { date, plannedMs, throughMs } = row.today;
  const none = {
    productionMs: 0,
    setupMs: 0,
    idleMs: 0,
    faultMs: 0,
    maintenanceMs: 0,
    offMs: 0,
    unknownMs: 0,
  };
  return {
    ...row,
    state: 'unknown',
    since: null,
    inferred: false,
    evidence: null,
    shared: level === 'hours' ? 'hours' : 'mark',
    today: { date, plannedMs, ...none, throughMs },
  };
}
