// The host's rule: each of its four points, and the properties that hold whatever comes.
import { noTime, type Slot, timeIn } from '@nakamawashi/machine-model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { admit, futureToleranceMs } from './admit.ts';
import { endOf, type Parcel } from './parcel.ts';

const length = 300_000;
const now = 100 * length;
const slot = (index: number): Slot => ({
  machine: 'm',
  start: index * length,
  lengthMs: length,
  elements: timeIn('production', length),
});
const parcel = (follows: number | null, oldest: number, ...slots: readonly number[]): Parcel => ({
  machine: 'm',
  follows: follows === null ? null : follows * length,
  oldest: oldest * length,
  slots: slots.map(slot),
});

describe('admit', () => {
  it('stores a parcel that follows the mark, and moves the mark to its end', () => {
    expect(admit(5 * length, parcel(5, 3, 5, 6), now)).toEqual({
      fresh: [slot(5), slot(6)],
      mark: 7 * length,
      deadLetters: [],
      refusedFrom: null,
    });
  });

  it('the first parcel ever, and one that begins at the oldest held slot, need nothing before them', () => {
    expect(admit(null, parcel(null, 5, 5), now).mark).toBe(6 * length);
    expect(admit(null, parcel(8, 9, 9), now).mark).toBe(10 * length);
    expect(admit(2 * length, parcel(8, 9, 9), now).mark).toBe(10 * length);
  });

  it('a parcel behind a hole is stored and leaves the mark', () => {
    expect(admit(2 * length, parcel(8, 3, 8), now)).toMatchObject({ fresh: [slot(8)], mark: 2 * length });
    expect(admit(null, parcel(8, 3, 8), now)).toMatchObject({ fresh: [slot(8)], mark: null });
  });

  it('what ends at or before the mark is ignored, whatever it says', () => {
    const rewritten = { ...slot(4), elements: timeIn('idle', length) };
    const broken = { ...slot(3), elements: noTime };
    const repeat = { ...parcel(3, 3, 3, 4, 5), slots: [broken, rewritten, slot(5)] };
    expect(admit(5 * length, repeat, now)).toEqual({
      fresh: [slot(5)],
      mark: 6 * length,
      deadLetters: [],
      refusedFrom: null,
    });
    expect(admit(50 * length, parcel(null, 3, 3), now).mark).toBe(50 * length);
  });

  it('a slot that does not sum is a dead letter, and the mark passes over it', () => {
    const elements = { ...noTime, idle: -1, production: length + 1 };
    const faults = [noTime, elements, timeIn('idle', 0.5), timeIn('idle', length + 1)];
    for (const fault of faults) {
      const bad = { ...slot(6), elements: fault };
      const admission = admit(5 * length, { ...parcel(5, 5), slots: [slot(5), bad, slot(7)] }, now);
      expect(admission).toEqual({
        fresh: [slot(5), slot(7)],
        mark: 8 * length,
        deadLetters: [{ slot: bad, reason: 'does not sum' }],
        refusedFrom: null,
      });
    }
  });

  it('a slot that overlaps what is already accounted for is a dead letter: no time counts twice', () => {
    const long: Slot = { ...slot(5), start: 4.5 * length };
    const admission = admit(5 * length, { ...parcel(5, 5), slots: [long, slot(6)] }, now);
    expect(admission).toMatchObject({ fresh: [slot(6)], mark: 7 * length });
    expect(admission.deadLetters).toEqual([{ slot: long, reason: 'overlaps' }]);
  });

  it('a slot of the future is refused and copied, and the mark never passes over it', () => {
    const late = admit(97 * length, parcel(97, 97, 98, 99, 100, 101), now);
    expect(late).toEqual({
      fresh: [slot(98), slot(99)],
      mark: 100 * length,
      deadLetters: [
        { slot: slot(100), reason: 'in the future' },
        { slot: slot(101), reason: 'in the future' },
      ],
      refusedFrom: 100 * length,
    });
    const edge = endOf(slot(100)) - futureToleranceMs;
    expect(admit(null, parcel(null, 100, 100), edge)).toMatchObject({
      fresh: [slot(100)],
      refusedFrom: null,
    });
    expect(admit(null, parcel(null, 100, 100), edge - 1)).toMatchObject({ fresh: [], mark: null });
  });

  const anyParcel = fc
    .tuple(
      fc.option(fc.nat(120)),
      fc.nat(120),
      fc.uniqueArray(fc.nat(120), { minLength: 1 }),
      fc.array(fc.boolean()),
    )
    .map(([follows, oldest, indices, faults]) => {
      const made = parcel(follows, oldest, ...indices.toSorted((a, b) => a - b));
      const slots = made.slots.map((one, index) => (faults[index] ? { ...one, elements: noTime } : one));
      return { ...made, slots };
    });
  const anyMark = fc.option(fc.nat(120).map((index) => index * length));

  it('twice is once: repeating a parcel neither stores anything new nor moves the mark', () => {
    fc.assert(
      fc.property(anyMark, anyParcel, (mark, given) => {
        const first = admit(mark, given, now);
        const second = admit(first.mark, given, now);
        expect(second.mark).toBe(first.mark);
        const stored = new Set(first.fresh.map(({ start }) => start));
        for (const { start } of second.fresh) expect(stored.has(start)).toBe(true);
      }),
    );
  });

  it('whatever comes, the mark goes forward only, not into the future, and history is left alone', () => {
    fc.assert(
      fc.property(anyMark, anyParcel, (mark, given) => {
        const { fresh, mark: after, deadLetters } = admit(mark, given, now);
        expect(after ?? -1).toBeGreaterThanOrEqual(mark ?? -1);
        if (after !== mark) expect(after).toBeLessThanOrEqual(now + futureToleranceMs);
        for (const one of fresh) {
          expect(endOf(one)).toBeGreaterThan(mark ?? -1);
          expect(endOf(one)).toBeLessThanOrEqual(now + futureToleranceMs);
          expect(one.elements.production).toBe(length);
        }
        const beyond = given.slots.filter((one) => endOf(one) > (mark ?? -1));
        expect(fresh.length + deadLetters.length).toBe(beyond.length);
      }),
    );
  });
});
