// Pure: whose data stopped, since when, and what that most likely is; the desk telephones with it (domain 6.1, B7). It
// says nothing about whether a machine stands still: silence is no proof of anything.
import type { TimestampMs } from '@nakamawashi/machine-model';
import type { Bilingual } from '@nakamawashi/runtime';
import type { MachineRow } from './machineRow.ts';

/**
 * `ours`: our own line is down. `never`: nothing has ever come. `box`: the box is silent, so its power or its network.
 * `machine`: the box speaks, and some of its machines are gone from it. `reading`: the box cannot read the machine.
 * `clock`: the box's time cannot be believed, so its hours wait. `late`: the box was silent for more than a minute and
 * a half. `fine`: all comes.
 */
export type HealthCause = 'ours' | 'never' | 'box' | 'machine' | 'reading' | 'clock' | 'late' | 'fine';

export interface ShopHealth {
  readonly workshop: { readonly id: string; readonly name: Bilingual };
  readonly cause: HealthCause;
  /** Since when; null where nothing has ever come, where it is not known, and where all is well. */
  readonly since: TimestampMs | null;
  /** The machines that it concerns. */
  readonly machines: readonly Bilingual[];
  readonly machinesOfShop: number;
  /** The last word of the box. */
  readonly lastContact: TimestampMs | null;
}

const order: readonly HealthCause[] = ['ours', 'box', 'machine', 'reading', 'clock', 'late', 'never', 'fine'];

/** Some milliseconds of work between two pauses. */
const shopsOfStep = 200;

/**
 * One line a workshop, the ones to telephone first; longer silence first. The rows of a workshop follow each other;
 * each is done with before the next is asked for.
 */
export function* dataHealth(
  rows: Iterable<MachineRow>,
  isLinkUp: boolean,
  hasDoubtfulClock: (workshop: string) => boolean,
): Generator<void, readonly ShopHealth[]> {
  const shops: ShopHealth[] = [];
  for (const own of byWorkshop(rows)) {
    shops.push(healthOfShop(own, isLinkUp, hasDoubtfulClock(own[0].workshop.id)));
    if (shops.length % shopsOfStep === 0) yield;
  }
  return shops.sort(
    (a, b) =>
      order.indexOf(a.cause) - order.indexOf(b.cause) ||
      (a.since ?? 0) - (b.since ?? 0) ||
      (a.workshop.id < b.workshop.id ? -1 : 1),
  );
}

type ShopOfRows = readonly [MachineRow, ...MachineRow[]];

function* byWorkshop(rows: Iterable<MachineRow>): Generator<ShopOfRows> {
  let own: [MachineRow, ...MachineRow[]] | null = null;
  for (const row of rows) {
    if (own?.[0].workshop.id === row.workshop.id) own.push(row);
    else {
      if (own !== null) yield own;
      own = [row];
    }
  }
  if (own !== null) yield own;
}

function healthOfShop(rows: ShopOfRows, isLinkUp: boolean, isClockDoubtful: boolean): ShopHealth {
  const [first] = rows;
  const contacts = rows.flatMap(({ lastContact }) => lastContact ?? []);
  const lastContact = contacts.length === 0 ? null : Math.max(...contacts);
  const told = (
    cause: HealthCause,
    concerned: readonly MachineRow[],
    since: TimestampMs | null,
  ): ShopHealth => ({
    workshop: first.workshop,
    cause,
    since,
    machines: concerned.map(({ machine }) => machine.name),
    machinesOfShop: rows.length,
    lastContact,
  });
  const of = (freshness: MachineRow['freshness']): readonly MachineRow[] =>
    rows.filter((row) => row.freshness === freshness);
  const never = of('never');
  if (never.length === rows.length) return told('never', never, null);
  const stale = of('stale');
  if (!isLinkUp) return told('ours', rows, lastContact);
  if (stale.length + never.length === rows.length) return told('box', stale, lastContact);
  if (stale.length > 0) return told('machine', stale, earliest(stale));
  const unread = rows.filter(
    ({ freshness, shared, state }) => freshness !== 'never' && shared === 'live' && state === 'unknown',
  );
  if (unread.length > 0) return told('reading', unread, earliest(unread));
  if (isClockDoubtful) return told('clock', rows, null);
  const late = of('late');
  if (late.length > 0) return told('late', late, lastContact);
  return never.length > 0 ? told('machine', never, null) : told('fine', [], null);
}

function earliest(rows: readonly MachineRow[]): TimestampMs | null {
  const since = rows.flatMap((row) => row.since ?? row.lastContact ?? []);
  return since.length === 0 ? null : Math.min(...since);
}
