// Spare capacity as a reader of one ring is shown it: `GET /api/capacity`. What the owner does not share is not in the
// answer, and no filter tells it either (domain 6.3, 6.5, 6.7).
import type { Bilingual } from '@nakamawashi/runtime';
import { z } from 'zod';
import type { Board } from '../board/board.ts';
import type { CapacityBook } from '../capacity/capacityBook.ts';
import { hourMs } from '../capacity/freeHours.ts';
import { type Mark, signs } from '../capacity/mark.ts';
import { type Ring, type ShownCapacity, shownTo } from '../capacity/shownTo.ts';
import { processCodes } from '../directory/capabilities.ts';
import type { Directory } from '../directory/directory.ts';
import type { Workshop } from '../directory/entryKinds.ts';
import { levelFor, type SharingLevel } from '../directory/sharing.ts';

/** What can be asked for; hours are of this week. */
export const capacityQuery = z.strictObject({
  process: z
    .string()
    .regex(/^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$/, 'a process code such as TURN or MILL-5 is needed')
    .optional(),
  region: z.string().optional(),
  minHours: z.coerce.number('hours are needed').min(0).max(200).optional(),
});
export type CapacityQuery = z.infer<typeof capacityQuery>;

/** One machine's line. */
export type CapacityRow = Omit<ShownCapacity, 'machine'> & {
  readonly id: string;
  readonly sign: string;
  readonly workshop: { readonly id: string; readonly name: Bilingual };
  readonly machine: { readonly id: string; readonly name: Bilingual };
  readonly processes: readonly string[];
};

/** Where the answer comes from. */
export interface CapacitySources {
  readonly board: Board;
  readonly book: CapacityBook;
  readonly directory: Directory;
}

const order: readonly Mark[] = ['plenty', 'some', 'ask', 'full', 'none'];

/** The rows a ring is shown, the best mark first, then the most hours; never by anything that ranks workshops. */
export function capacityRows(
  { board, book, directory }: CapacitySources,
  query: CapacityQuery,
  ring: Exclude<Ring, 'own'>,
  at: number,
): readonly CapacityRow[] {
  const sent = (id: string): SharingLevel => (board.machine(id)?.shared === 'live' ? 'live' : 'hours');
  const rowsOf = (workshop: Workshop): readonly CapacityRow[] => {
    if (query.region !== undefined && workshop.region !== query.region) return [];
    return book.ofWorkshop(workshop, at).flatMap((capacity, index): readonly CapacityRow[] => {
      const machine = workshop.machines[index];
      if (machine === undefined) return [];
      const processes = processCodes(machine);
      if (query.process !== undefined && !processes.includes(query.process)) return [];
      const id = `${workshop.id}/${machine.id}`;
      const level = levelFor(ring, machine.sharing, sent(id));
      // Who shares nothing is not there; an asker cannot tell it from somebody who does not exist.
      if (level === 'none') return [];
      const shown = shownTo(ring, capacity, level, book.settings);
      if (query.minHours !== undefined && (shown.freeMs?.week ?? -1) < query.minHours * hourMs) return [];
      const { id: workshopId, name } = workshop;
      return [
        {
          ...shown,
          id,
          sign: signs[shown.mark],
          workshop: { id: workshopId, name },
          machine: { id: machine.id, name: machine.name },
          processes,
        },
      ];
    });
  };
  return [...directory.workshops.values()]
    .flatMap(rowsOf)
    .sort(
      (a, b) =>
        order.indexOf(a.mark) - order.indexOf(b.mark) ||
        (b.freeMs?.week ?? 0) - (a.freeMs?.week ?? 0) ||
        (a.id < b.id ? -1 : 1),
    );
}
