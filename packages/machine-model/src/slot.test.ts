// A slot's elements sum to its length whatever happened, and cutting intervals apart changes nothing.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Interval } from './intervals.ts';
import type { MachineState } from './machineState.ts';
import { machineStates } from './machineState.ts';
import type { OpenSlot, Slot } from './slot.ts';
import { accountInterval, closeThrough, openSlotAt, slotLengthMs } from './slot.ts';
import { noTime, totalMs } from './timeElements.ts';

const state = fc.constantFrom<MachineState>(...machineStates);
const stretches = fc.array(fc.record({ gap: fc.nat(400_000), length: fc.nat(900_000), state }), {
  maxLength: 20,
});
const start = fc.integer({ min: 0, max: 2_000_000_000_000 });

function laidOut(
  from: number,
  parts: readonly { gap: number; length: number; state: MachineState }[],
): Interval[] {
  let at = from;
  return parts.map((part) => {
    const interval = {
      from: at + part.gap,
      until: at + part.gap + part.length,
      state: part.state,
      inferred: false,
    };
    at = interval.until;
    return interval;
  });
}

function accountAll(
  open: OpenSlot,
  intervals: readonly Interval[],
): { open: OpenSlot; closed: readonly Slot[] } {
  return intervals.reduce(
    (before, interval) => {
      const step = accountInterval(before.open, interval);
      return { open: step.open, closed: [...before.closed, ...step.closed] };
    },
    { open, closed: [] as readonly Slot[] },
  );
}

describe('slot', () => {
  it('begins with unknown time when it is opened late', () => {
    expect(openSlotAt('lathe-1', 310_000, slotLengthMs)).toEqual({
      machine: 'lathe-1',
      start: 300_000,
      lengthMs: 300_000,
      through: 310_000,
      elements: { ...noTime, unknown: 10_000 },
    });
  });

  it('accounts an interval over several slots, and a hole before it as unknown', () => {
    const open = openSlotAt('lathe-1', 0, 1_000);
    const step = accountInterval(open, { from: 400, until: 2_300, state: 'production', inferred: false });
    expect(step.closed.map((slot) => slot.elements)).toEqual([
      { ...noTime, unknown: 400, production: 600 },
      { ...noTime, production: 1_000 },
    ]);
    expect(step.open).toMatchObject({
      start: 2_000,
      through: 2_300,
      elements: { ...noTime, production: 300 },
    });
  });

  it('leaves as it is what it knows already', () => {
    const open = openSlotAt('lathe-1', 500, 1_000);
    const step = accountInterval(open, { from: 0, until: 600, state: 'idle', inferred: false });
    expect(step.open.elements).toEqual({ ...noTime, unknown: 500, idle: 100 });
    expect(accountInterval(open, { from: 0, until: 400, state: 'idle', inferred: false })).toEqual({
      open,
      closed: [],
    });
  });

  it('is always full when closed, and slots follow each other', () => {
    fc.assert(
      fc.property(start, stretches, (at, parts) => {
        const done = accountAll(openSlotAt('m', at, slotLengthMs), laidOut(at, parts));
        const closed = [...done.closed, ...closeThrough(done.open, done.open.start + slotLengthMs).closed];
        closed.forEach((slot, index) => {
          expect(totalMs(slot.elements)).toBe(slotLengthMs);
          expect(slot.start).toBe(Math.floor(at / slotLengthMs) * slotLengthMs + index * slotLengthMs);
        });
        expect(totalMs(done.open.elements)).toBe(done.open.through - done.open.start);
      }),
    );
  });

  it('does not care into how many pieces an interval was cut', () => {
    fc.assert(
      fc.property(start, stretches, fc.array(fc.nat(20_000_000)), (at, parts, cuts) => {
        const whole = laidOut(at, parts);
        const pieces = whole.flatMap((interval) => {
          const inside = cuts
            .map((cut) => at + cut)
            .filter((cut) => interval.from < cut && cut < interval.until);
          const edges = [interval.from, ...inside.sort((a, b) => a - b), interval.until];
          return edges.slice(1).map((until, index) => ({ ...interval, from: edges[index] ?? until, until }));
        });
        const open = openSlotAt('m', at, slotLengthMs);
        expect(accountAll(open, pieces)).toEqual(accountAll(open, whole));
      }),
    );
  });
});
