// Pure: the days whose tallies are not current, each with a stamp that is new whenever slots come for it, so that a
// tally which was computed meanwhile does not make the day current.
import type { MachineId } from '@nakamawashi/machine-model';
import type { PointRow } from './points.ts';
import { dateOfTime } from './points.ts';
import type { DueDay, MachineDay } from './utilisationStore.ts';

/** Begins with the days that were due when the database was opened. */
export function openDueDays(rows: readonly PointRow[]) {
  const dates = new Map<string, Map<MachineId, DueDay>>();
  let stamp = 0;
  const find = ({ machine, date }: MachineDay): DueDay | undefined => dates.get(date)?.get(machine);
  const add = (more: readonly MachineDay[]): void => {
    stamp += 1;
    for (const { machine, date } of more) {
      const days = dates.get(date) ?? new Map<MachineId, DueDay>();
      dates.set(date, days.set(machine, { machine, date, stamp }));
    }
  };
  add(rows.map(({ machine, at }) => ({ machine, date: dateOfTime(at) })));
  return {
    add,
    has: (day: MachineDay): boolean => find(day) !== undefined,
    isStill: (day: DueDay): boolean => find(day)?.stamp === day.stamp,
    /** With its stamp; a day that is due for another aggregator only gets one that no day has. */
    stamped: (day: MachineDay): DueDay => find(day) ?? { ...day, stamp: -1 },
    remove: (counted: readonly DueDay[]): void => {
      for (const { machine, date } of counted) {
        const days = dates.get(date);
        days?.delete(machine);
        if (days?.size === 0) dates.delete(date);
      }
    },
    /** Newest date first. */
    newest: (limit: number, isWanted: (machine: MachineId) => boolean): readonly DueDay[] => {
      const found: DueDay[] = [];
      for (const date of [...dates.keys()].sort().reverse()) {
        for (const day of dates.get(date)?.values() ?? []) {
          if (isWanted(day.machine)) found.push(day);
          if (found.length >= limit) return found;
        }
      }
      return found;
    },
  };
}
