// Admitting many parcels at once is the same as admitting them one after the other, and nonsense is named.
import { noTime, type Slot } from '@nakamawashi/machine-model';
import { admit, type Parcel } from '@nakamawashi/sparkplug';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { admitAll, parcelFault } from './admission.ts';

const lengthMs = 300_000;
const epoch = Date.UTC(2026, 10, 20, 14, 0);
const now = epoch + 20 * lengthMs;
const timeZone = 'Asia/Tokyo';
const slotAt = (machine: string, index: number, production: number): Slot => ({
  machine,
  start: epoch + index * lengthMs,
  lengthMs,
  elements: { ...noTime, production, idle: lengthMs - production },
});

const parcel: fc.Arbitrary<Parcel> = fc
  .record({
    machine: fc.constantFrom('b/1', 'a/1', 'a/2'),
    first: fc.nat(22),
    count: fc.integer({ min: 1, max: 4 }),
    production: fc.nat(lengthMs + 5),
    follows: fc.option(fc.nat(22)),
    oldest: fc.nat(22),
  })
  .map(({ machine, first, count, production, follows, oldest }) => ({
    machine,
    follows: follows === null ? null : epoch + follows * lengthMs,
    oldest: epoch + oldest * lengthMs,
    slots: Array.from({ length: count }, (_, index) => slotAt(machine, first + index, production)),
  }));

describe('admitAll', () => {
  it('gives each machine what one parcel after the other would have given it', () => {
    fc.assert(
      fc.property(fc.array(parcel, { maxLength: 12 }), (parcels) => {
        const { batch, outcomes } = admitAll(new Map([['a/1', epoch + lengthMs]]), parcels, now, timeZone);
        for (const machine of ['a/1', 'a/2', 'b/1']) {
          let mark = machine === 'a/1' ? epoch + lengthMs : null;
          const fresh: Slot[] = [];
          const ends: (number | null)[] = [];
          for (const each of parcels.filter((one) => one.machine === machine)) {
            const admission = admit(mark, each, now);
            fresh.push(...admission.fresh);
            mark = admission.mark;
            ends.push(mark);
          }
          expect(batch.slots.filter((slot) => slot.machine === machine)).toEqual(fresh);
          expect(
            outcomes.filter((outcome) => outcome.machine === machine).map((outcome) => outcome.mark),
          ).toEqual(ends);
          expect(batch.marks.get(machine) ?? (machine === 'a/1' ? epoch + lengthMs : null)).toBe(mark);
        }
      }),
    );
  });

  it('sorts the batch by machine and names every local date that a slot touches, once', () => {
    const parcels = ['b/1', 'a/1'].map((machine) => ({
      machine,
      follows: null,
      oldest: epoch,
      slots: Array.from({ length: 20 }, (_, index) => slotAt(machine, index, 0)),
    }));
    const { batch } = admitAll(new Map(), parcels, now, timeZone);
    expect(batch.slots.map(({ machine }) => machine)).toEqual([
      ...Array.from({ length: 20 }, () => 'a/1'),
      ...Array.from({ length: 20 }, () => 'b/1'),
    ]);
    expect(batch.days).toEqual([
      { machine: 'a/1', date: '2026-11-20' },
      { machine: 'a/1', date: '2026-11-21' },
      { machine: 'b/1', date: '2026-11-20' },
      { machine: 'b/1', date: '2026-11-21' },
    ]);
  });
});

describe('parcelFault', () => {
  const fault = (slot: Partial<Slot>): string | null =>
    parcelFault({ machine: 'a/1', follows: null, oldest: 0, slots: [{ ...slotAt('a/1', 0, 0), ...slot }] });
  it('names slots that no store should hold', () => {
    expect(fault({})).toBeNull();
    expect(fault({ lengthMs: 7_200_000 })).toContain('no whole part of an hour');
    expect(fault({ lengthMs: 7 })).toContain('no whole part of an hour');
    expect(fault({ lengthMs: -300_000 })).toContain('no whole part of an hour');
    expect(fault({ start: epoch + 1 })).toContain('not aligned');
    expect(fault({ start: 0 })).toContain('before anything was measured');
  });
});
