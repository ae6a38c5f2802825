// Spare capacity as a reader of one ring is shown it: `GET /api/capacity`. What the owner does not share is not in the
// answer, and no filter tells it either (domain 6.3, 6.5, 6.7).
import type { TimestampMs } from '@nakamawashi/machine-model';
import { z } from 'zod';
import type { Board } from '../board/board.ts';
import type { CapacityBook } from '../capacity/capacityBook.ts';
import { dateNow } from '../capacity/dateNow.ts';
import type { Ring } from '../capacity/shownTo.ts';
import type { Directory } from '../directory/directory.ts';
import type { Circle, Workshop } from '../directory/entryKinds.ts';
import { mondayOf } from '../directory/localDates.ts';
import type { PlanBook } from '../directory/planBook.ts';
import { type CapacityRow, capacityRow } from './capacityRow.ts';

export type { CapacityRow } from './capacityRow.ts';

const list = (what: string, one: z.ZodString) =>
  z
    .string()
    .transform((text) => text.split(',').filter((each) => each !== ''))
    .pipe(z.array(one).max(100, `at most 100 ${what} are needed`))
    .default([]);
const figure = (what: string, least: number) =>
  z.coerce.number(`${what} as a number is needed`).min(least).max(100_000).nullable().default(null);

/** What can be asked for: the names, and the meaning, of the board's own address. Lists are parted by commas. */
export const capacityQuery = z
  .strictObject({
    text: z.string().max(100).default(''),
    process: list(
      'processes',
      z.string().regex(/^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$/, 'a process code such as TURN or MILL-5 is needed'),
    ),
    material: list('materials', z.string().max(50)),
    region: list('regions', z.string().max(50)),
    circle: list('circles', z.string().max(50)),
    certificate: list('certificates', z.string().max(100)),
    size: figure('the size in millimetres', 0.001),
    accuracy: figure('the tolerance in millimetres', 0.000_001),
    lot: figure('the number of pieces', 1),
    hours: figure('free hours', 0),
    by: z.iso.date('a date such as 2026-11-27 is needed').nullable().default(null),
    confidence: z.enum(['A', 'B']).nullable().default(null),
  })
  .refine(({ hours, by }) => by === null || hours !== null, {
    path: ['by'],
    message: 'a date needs hours beside it: hours=4&by=2026-11-27',
  });

/** Where the answer comes from. */
export interface CapacitySources {
  readonly board: Pick<Board, 'machine' | 'sharingVersion'>;
  readonly book: CapacityBook;
  readonly plans: PlanBook;
  readonly directory: Directory;
}

/** What a ring is shown of one workshop. */
export function rowsOfWorkshop(
  { board, book, plans, directory }: CapacitySources,
  workshop: Workshop,
  ring: Exclude<Ring, 'own'>,
  at: TimestampMs,
): readonly CapacityRow[] {
  const stance = directory.stances.get(workshop.id);
  const today = dateNow(at, plans.timeZone);
  const monday = mondayOf(today);
  const circles = circlesOf(directory, workshop.id);
  const isOpenNow = plans
    .day(`${workshop.id}/`, today)
    .pieces.some(({ isPlanned, from, until }) => isPlanned && from <= at && at < until);
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
        today,
      },
      book.settings,
    );
    return row === null ? [] : [row];
  });
}

const circlesByShop = new WeakMap<Directory['circles'], ReadonlyMap<string, readonly Circle[]>>();

/** The circles a shop belongs to; sorted out once, until somebody changes a circle. */
function circlesOf({ circles }: Directory, workshop: string): readonly Circle[] {
  const known = circlesByShop.get(circles);
  if (known !== undefined) return known.get(workshop) ?? [];
  const byShop = new Map<string, Circle[]>();
  for (const circle of circles.values()) {
    for (const member of circle.members) byShop.set(member, [...(byShop.get(member) ?? []), circle]);
  }
  circlesByShop.set(circles, byShop);
  return byShop.get(workshop) ?? [];
}
