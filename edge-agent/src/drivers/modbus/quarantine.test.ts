// Dead units among many on one line, played in virtual time: what they cost the others, and how soon they are back.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { confine, costMore, isLongDue, type Quarantine, triedInVain } from './quarantine.ts';
import { limitFloorMs } from './timeLimit.ts';

interface Bus {
  readonly units: number;
  readonly dead: number;
  readonly answerMs: number;
  readonly intervalMs: number;
}

/** A line that is never idle: everybody alive in turn, and whichever dead unit is due between them. */
function play(bus: Bus, roundsWanted: number): { roundMs: number; longestPauseMs: number } {
  const { units, dead, answerMs, intervalMs } = bus;
  const ceilingMs = 1_000;
  const quarantines: Quarantine[] = new Array(dead).fill(confine(0, { intervalMs, ceilingMs, dead }));
  const lastMs: number[] = new Array(dead).fill(0);
  let now = 0;
  let longestPauseMs = 0;
  for (let round = 0; round < roundsWanted; round++) {
    for (let unit = 0; unit < units - dead; unit++) {
      now += answerMs;
      quarantines.forEach((quarantine, index) => {
        if (now < quarantine.dueMs) return;
        const isLong = isLongDue(quarantine, now);
        const costMs = isLong ? ceilingMs : Math.max(limitFloorMs, 2 * answerMs);
        longestPauseMs = Math.max(longestPauseMs, now - (lastMs[index] ?? 0));
        now += costMs;
        lastMs[index] = now;
        const trial = { endedMs: now, costMs, isLong, intervalMs, ceilingMs, dead };
        quarantines[index] = triedInVain(quarantine, trial);
      });
    }
  }
  return { roundMs: now / roundsWanted, longestPauseMs };
}

const buses = fc.record({
  units: fc.integer({ min: 20, max: 60 }),
  dead: fc.integer({ min: 1, max: 6 }),
  answerMs: fc.integer({ min: 5, max: 200 }),
  intervalMs: fc.integer({ min: 50, max: 2_000 }),
});

describe('the quarantine', () => {
  it('keeps what all dead units of a line cost the others under a twentieth of the time', () => {
    fc.assert(
      fc.property(buses, (bus) => {
        const living = (bus.units - bus.dead) * bus.answerMs;
        const rounds = Math.ceil(600_000 / living);
        expect(play(bus, rounds).roundMs * 0.95).toBeLessThanOrEqual(living * 1.005);
      }),
      { numRuns: 60 },
    );
  });

  it('costs a line of thirty with one dead less than 5 %, and tries it within two cycles', () => {
    for (const answerMs of [25, 40, 60, 150]) {
      const { roundMs, longestPauseMs } = play({ units: 30, dead: 1, answerMs, intervalMs: 1_000 }, 400);
      expect(roundMs).toBeLessThanOrEqual(30 * answerMs * 1.05);
      expect(longestPauseMs).toBeLessThanOrEqual(2 * Math.max(1_000, roundMs));
    }
  });

  it('tries a unit in every cycle where that costs nobody anything, and never more often', () => {
    fc.assert(
      fc.property(
        fc.nat(1e6),
        fc.integer({ min: 50, max: 60_000 }),
        fc.nat(20),
        (endedMs, intervalMs, dead) => {
          const trial = { endedMs, costMs: 0, isLong: false, intervalMs, ceilingMs: 1_000, dead };
          const next = triedInVain(confine(0, trial), trial);
          expect(next.dueMs).toBe(endedMs + intervalMs);
          expect(costMore(next, 100, 1).dueMs).toBeGreaterThan(next.dueMs);
        },
      ),
    );
  });
});
