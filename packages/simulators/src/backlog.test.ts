// The hand-over of a backlog against the host's own rule, over a link that loses and repeats.
import type { Slot } from '@nakamawashi/machine-model';
import { admit, endOf, type Parcel } from '@nakamawashi/sparkplug';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Backlog,
  isDelivered,
  nextParcel,
  openBacklog,
  parcelSent,
  receiptCame,
  refusalCame,
  sessionCame,
  timePassed,
} from './backlog.ts';
import { scriptSlots } from './scriptSlots.ts';

const start = Date.parse('2026-11-18T00:00:00Z');
const lengthMs = 300_000;

function slots(count: number): readonly Slot[] {
  const script = { kind: 'day', seed: 5, work: 'lathe', timeZone: 'Asia/Tokyo' } as const;
  const span = { from: start, until: start + count * lengthMs };
  return scriptSlots({ id: 'lathe-1', kind: 'opcua-machine-tool', script }, span, lengthMs);
}

function parcelsOf(backlog: Backlog, limit: number): { backlog: Backlog; parcels: readonly Parcel[] } {
  const parcels: Parcel[] = [];
  let at = backlog;
  for (let next = nextParcel(at, limit); next !== null; next = nextParcel(at, limit)) {
    parcels.push(next);
    at = parcelSent(at, next, 0);
  }
  return { backlog: at, parcels };
}

describe('backlog', () => {
  it('sends consecutive parcels up to the window, each following the last', () => {
    const first = parcelsOf(openBacklog(slots(1000), 0), 20);
    expect(first.parcels).toHaveLength(1);
    const second = parcelsOf(receiptCame(first.backlog, start + 20 * lengthMs, 1), 20);
    expect(second.parcels).toHaveLength(2);
    expect(second.parcels[0]?.oldest).toBe(start + 20 * lengthMs);
    const parcels = [...first.parcels, ...second.parcels];
    expect(parcels.map(({ follows }) => follows)).toEqual([
      null,
      ...parcels.slice(0, -1).map((parcel) => endOf(parcel.slots.at(-1) ?? parcel.slots[0] ?? fail())),
    ]);
  });

  it('takes a receipt beyond its end for all of it', () => {
    const { backlog } = parcelsOf(openBacklog(slots(10), 0), 20);
    expect(isDelivered(receiptCame(backlog, start + 999 * lengthMs, 1))).toBe(true);
  });

  it('gives up what the host refuses, and goes on with the rest', () => {
    const { backlog } = parcelsOf(openBacklog(slots(10), 0), 20);
    const without = refusalCame(backlog, start + 4 * lengthMs, 1);
    expect(without.refused).toBe(6);
    expect(nextParcel(without, 20)?.slots).toHaveLength(4);
    expect(isDelivered(receiptCame(without, start + 4 * lengthMs, 2))).toBe(true);
  });

  it('has every slot stored once, whatever the link loses, repeats and interrupts', () => {
    const fates = fc.array(fc.constantFrom('kept', 'lost', 'twice', 'receipt lost', 'session'), {
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 400 }),
        fc.integer({ min: 1, max: 50 }),
        fates,
        (count, limit, fate) => {
          const wanted = slots(count);
          expect(handOver(wanted, limit, fate)).toEqual(wanted);
        },
      ),
      { numRuns: 60 },
    );
  });
});

/** What the host has stored when the backlog is delivered; after the given fates everything arrives. */
function handOver(wanted: readonly Slot[], limit: number, fates: readonly string[]): readonly Slot[] {
  const stored: Slot[] = [];
  let mark: number | null = null;
  let backlog = openBacklog(wanted, 0);
  for (let at = 0, step = 0; !isDelivered(backlog); step += 1) {
    if (step > 5000) throw new Error('the hand-over is stuck');
    const fate = fates[step] ?? 'kept';
    const parcel = nextParcel(backlog, limit);
    if (parcel === null) {
      at += 400_000;
      backlog = timePassed(backlog, at);
      continue;
    }
    backlog = parcelSent(backlog, parcel, at);
    if (fate === 'session') backlog = sessionCame(backlog, at);
    if (fate === 'session' || fate === 'lost') continue;
    for (let time = fate === 'twice' ? 2 : 1; time > 0; time -= 1) {
      const admission = admit(mark, parcel, start + 1e9);
      stored.push(...admission.fresh.filter((slot) => !stored.some((known) => known.start === slot.start)));
      mark = admission.mark;
    }
    if (fate !== 'receipt lost' && mark !== null) backlog = receiptCame(backlog, mark, at);
  }
  return stored.toSorted((a, b) => a.start - b.start);
}

function fail(): never {
  throw new Error('BUG: a parcel without slots');
}
