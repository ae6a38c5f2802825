// Spare capacity as a reader of one ring is shown it: `GET /api/capacity`. What the owner does not share is not in the
// answer, and no filter tells it either (domain 6.3, 6.5, 6.7).
import type { TimestampMs } from '@nakamawashi/machine-model';
import { localDate } from '@nakamawashi/machine-model';
import { z } from 'zod';
import type { Board } from '../board/board.ts';
import type { CapacityBook } from '../capacity/capacityBook.ts';
import { fairOrder } from '../capacity/fairOrder.ts';
import { hourMs } from '../capacity/freeHours.ts';
import type { Ring } from '../capacity/shownTo.ts';
import type { Directory } from '../directory/directory.ts';
import type { Workshop } from '../directory/entryKinds.ts';
import { mondayOf } from '../directory/localDates.ts';
import type { PlanBook } from '../directory/planBook.ts';
import { type CapacityRow, capacityRow } from './capacityRow.ts';

export type { CapacityRow } from './capacityRow.ts';

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

/** Where the answer comes from. */
export interface CapacitySources {
  readonly board: Pick<Board, 'machine'>;
  readonly book: CapacityBook;
  readonly plans: PlanBook;
  readonly directory: Directory;
}

/** The rows a ring is shown, in the fair order of the day. */
export function capacityRows(
  sources: CapacitySources,
  query: CapacityQuery,
  ring: Exclude<Ring, 'own'>,
  at: TimestampMs,
): readonly CapacityRow[] {
  const { process, region, minHours } = query;
  const rows = [...sources.directory.workshops.values()]
    .filter((workshop) => region === undefined || workshop.region === region)
    .flatMap((workshop) => rowsOfWorkshop(sources, workshop, ring, at))
    .filter((row) => process === undefined || row.processes.includes(process))
    .filter(({ freeMs }) => minHours === undefined || (freeMs?.week ?? -1) >= minHours * hourMs);
  return fairOrder(rows, localDate(at, sources.plans.timeZone));
}

/** What a ring is shown of one workshop. */
export function rowsOfWorkshop(
  { board, book, plans, directory }: CapacitySources,
  workshop: Workshop,
  ring: Exclude<Ring, 'own'>,
  at: TimestampMs,
): readonly CapacityRow[] {
  const stance = directory.stances.get(workshop.id);
  const monday = mondayOf(localDate(at, plans.timeZone));
  const circles = [...directory.circles.values()].filter(({ members }) => members.includes(workshop.id));
  const isOpenNow = plans.planned(`${workshop.id}/`, { from: at, until: at + 1 }).length > 0;
  return book.ofWorkshop(workshop, at).flatMap((capacity, index): readonly CapacityRow[] => {
    const machine = workshop.machines[index];
    if (machine === undefined) return [];
    const live = board.machine(`${workshop.id}/${machine.id}`);
    const row = capacityRow(
      {
        ring,
        workshop,
        machine,
        capacity,
        sent: live?.shared === 'live' ? 'live' : 'hours',
        region: workshop.region === null ? undefined : directory.regions.get(workshop.region),
        circles,
        word: stance?.week === monday ? stance : null,
        isOpenNow,
        at,
      },
      book.settings,
    );
    return row === null ? [] : [row];
  });
}
