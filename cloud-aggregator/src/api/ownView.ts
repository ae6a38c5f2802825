// What an owner is told of his own workshops: his word, his machines' capacity with its arithmetic, exactly what each
// audience sees (by the function that makes the board's rows), what is blocked, what is shared, and who looked.
import { localDate, type TimestampMs } from '@nakamawashi/machine-model';
import type { Bilingual } from '@nakamawashi/runtime';
import { type ShownCapacity, shownTo } from '../capacity/shownTo.ts';
import type { AuditLog } from '../directory/auditLog.ts';
import type { Booking, Stance, Workshop } from '../directory/entryKinds.ts';
import { mondayOf } from '../directory/localDates.ts';
import {
  type Audience,
  audiences,
  isPaused,
  type Sharing,
  type SharingLevel,
  sharingConsentVersion,
} from '../directory/sharing.ts';
import { type CapacityRow, type CapacitySources, rowsOfWorkshop } from './capacity.ts';
import { lookedDeed } from './companyRoutes.ts';

interface OwnMachine {
  readonly id: string;
  readonly name: Bilingual;
  readonly own: ShownCapacity;
  readonly sharing: Sharing;
  /** The highest level that the box sends: no audience gets more. */
  readonly sent: SharingLevel;
}

export interface OwnWorkshop {
  readonly id: string;
  readonly name: Bilingual;
  /** The word for this week; null: not said yet. */
  readonly stance: Stance | null;
  readonly pausedUntil: TimestampMs | null;
  readonly calendarConfirmedAt: TimestampMs | null;
  readonly consentVersion: string;
  readonly machines: readonly OwnMachine[];
  /** What each audience is shown. */
  readonly shown: Readonly<Record<Audience, readonly CapacityRow[]>>;
  readonly bookings: readonly (Booking & { readonly id: string })[];
  readonly looks: readonly { readonly person: string; readonly at: TimestampMs }[];
}

const mostLooks = 20;

/** The view of one workshop. */
export function ownView(
  sources: CapacitySources & { readonly audit: AuditLog },
  workshop: Workshop,
  at: TimestampMs,
): OwnWorkshop {
  const { board, book, plans, directory, audit } = sources;
  const stance = directory.stances.get(workshop.id);
  const monday = mondayOf(localDate(at, plans.timeZone));
  const capacities = book.ofWorkshop(workshop, at);
  const rows = (ring: Audience): readonly CapacityRow[] => rowsOfWorkshop(sources, workshop, ring, at);
  return {
    id: workshop.id,
    name: workshop.name,
    stance: stance?.week === monday ? stance : null,
    pausedUntil: isPaused(workshop, at) ? workshop.pausedUntil : null,
    calendarConfirmedAt: workshop.calendarConfirmedAt,
    consentVersion: sharingConsentVersion,
    machines: workshop.machines.flatMap(({ id, name, sharing }, index): readonly OwnMachine[] => {
      const capacity = capacities[index];
      if (capacity === undefined) return [];
      const sent = board.machine(`${workshop.id}/${id}`)?.shared === 'live' ? 'live' : 'hours';
      return [{ id, name, own: shownTo('own', capacity, 'live', book.settings), sharing, sent }];
    }),
    shown: Object.fromEntries(audiences.map((ring) => [ring, rows(ring)])) as OwnWorkshop['shown'],
    bookings: [...directory.bookings]
      .filter(([, booking]) => booking.workshop === workshop.id && booking.until > at)
      .map(([id, booking]) => ({ ...booking, id }))
      .sort((a, b) => a.from - b.from),
    looks: audit
      .ofDeed(lookedDeed, workshop.id, mostLooks)
      .map((line) => ({ person: line.person, at: line.at })),
  };
}
