// How many dead letters of one machine are kept, so that a box that sends nonsense for years fills no disk. The first
// ones tell what is wrong; those beyond are counted and left out.
import type { MachineId, TimestampMs } from '@nakamawashi/machine-model';
import type { DeadLetter } from '../store/utilisationStore.ts';

/** Letters of one machine since the store was opened: a day of five-minute slots. */
const mostLetters = 288;

/** Tells which letters are to be kept; one that was kept is kept again, because its commit may have failed. */
export function openLetterBook(): (letter: DeadLetter) => boolean {
  const kept = new Map<MachineId, Set<TimestampMs>>();
  return ({ slot: { machine, start } }) => {
    const starts = kept.get(machine) ?? new Set();
    kept.set(machine, starts);
    if (!starts.has(start) && starts.size >= mostLetters) return false;
    starts.add(start);
    return true;
  };
}
