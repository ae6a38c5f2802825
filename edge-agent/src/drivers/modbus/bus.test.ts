// A line of thirty units that is never idle, in virtual time: what a dead one costs the others in requests, how soon it
// is back, and a gateway that keeps everybody waiting for it.
import { describe, expect, it } from 'vitest';
import { type ManualClock, manualClock } from '../../../../tests/manualClock.ts';
import {
  ask,
  type Bus,
  lineUser,
  newBus,
  putInQuarantine,
  type Unit,
  unitOf,
  untilItAnswers,
} from './bus.ts';
import type { Line } from './line.ts';

const answerMs = 30;
const request = { table: 'holdingRegister', start: 0, length: 1 } as const;
const times = { ceilingMs: 1_000, intervalMs: 100 };

interface Played {
  readonly clock: ManualClock;
  readonly bus: Bus;
  /** How often each unit was read. */
  readonly reads: number[];
  readonly dead: Set<number>;
  stop(): Promise<void>;
}

/** Thirty units, read as the driver reads them; a gateway is busy with a dead unit for a second. */
function play(kind: 'serial' | 'tcp', dead: Set<number>): Played {
  const clock = manualClock(0);
  const bus = newBus(clock, kind);
  const stopping = new AbortController();
  const { signal } = stopping;
  let busyUntil = 0;
  const line: Line = {
    isOpen: true,
    closed: Promise.resolve(),
    freeAtMs: () => 0,
    close: () => undefined,
    ask: async ({ unit }, limitMs) => {
      const askedMs = clock.monotonicMs();
      if (dead.has(unit)) {
        if (kind === 'tcp') busyUntil = Math.max(busyUntil, askedMs) + 1_000;
        await clock.sleep(limitMs);
        return { kind: 'silence', reason: 'nothing' };
      }
      await clock.sleep(Math.min(limitMs, Math.max(0, busyUntil - askedMs) + answerMs));
      const tookMs = clock.monotonicMs() - askedMs;
      if (busyUntil - askedMs + answerMs > limitMs) return { kind: 'silence', reason: 'busy' };
      return { kind: 'contents', contents: { start: 0, values: [1] }, tookMs };
    },
  };
  const reads = new Array<number>(31).fill(0);
  const loops = Array.from({ length: 30 }, (_, index) => {
    const unit = unitOf(bus, index + 1, times);
    return loop({ bus, line, unit, signal }, () => {
      reads[unit.id] = (reads[unit.id] ?? 0) + 1;
    });
  });
  const stop = async (): Promise<void> => {
    stopping.abort();
    await clock.pass(5_000);
    await Promise.all(loops);
  };
  return { clock, bus, reads, dead, stop };
}

interface Loop {
  readonly bus: Bus;
  readonly line: Line;
  readonly unit: Unit;
  readonly signal: AbortSignal;
}

async function loop({ bus, line, unit, signal }: Loop, read: () => void): Promise<void> {
  while (!signal.aborted) {
    await untilItAnswers(bus, line, { unit, request, signal });
    const answer = await ask(bus, line, { unit, request, signal }).catch(() => null);
    if (answer?.kind === 'contents') read();
    else putInQuarantine(bus, unit);
    await bus.clock.sleep(unit.intervalMs, signal).catch(() => undefined);
  }
}

const readsOf = ({ reads }: Played): number => reads[1] ?? 0;

async function cyclesIn(played: Played, ms: number): Promise<number> {
  const before = readsOf(played);
  await played.clock.pass(ms);
  return readsOf(played) - before;
}

describe('a bus of thirty units', () => {
  it('loses at most 5 % of its cycles to a dead one', async () => {
    const healthy = play('serial', new Set());
    const hurt = play('serial', new Set([17]));
    await healthy.clock.pass(40_000);
    await hurt.clock.pass(40_000);
    const cycles = await cyclesIn(healthy, 90_000);
    expect(cycles).toBeGreaterThan(90);
    expect(await cyclesIn(hurt, 90_000)).toBeGreaterThanOrEqual(cycles * 0.95);
    await healthy.stop();
    await hurt.stop();
  });

  it('has a dead one back within two cycles of its answering', async () => {
    const played = play('serial', new Set());
    const { clock, dead, reads } = played;
    await clock.pass(40_000);
    for (let time = 0; time < 8; time++) {
      dead.add(17);
      await clock.pass(5_000 + 337 * time);
      const [before, cycles] = [reads[17] ?? 0, readsOf(played)];
      dead.clear();
      while ((reads[17] ?? 0) === before) await clock.pass(10);
      expect(readsOf(played) - cycles).toBeLessThanOrEqual(2);
    }
    await played.stop();
  });

  it('behind a gateway that waits a second for the dead one, loses no more, and no other unit for it', async () => {
    const healthy = play('tcp', new Set());
    const hurt = play('tcp', new Set([17]));
    await healthy.clock.pass(40_000);
    await hurt.clock.pass(40_000);
    const cycles = await cyclesIn(healthy, 200_000);
    expect(await cyclesIn(hurt, 200_000)).toBeGreaterThanOrEqual(cycles * 0.95);
    const others = [...hurt.bus.units.values()].filter(({ id }) => id !== 17);
    expect(others.filter(({ quarantine }) => quarantine !== null)).toEqual([]);
    await healthy.stop();
    await hurt.stop();
  });

  it('gives a unit that answered late its time, and tries it at once', async () => {
    const bus = newBus(manualClock(0), 'serial');
    const unit = unitOf(bus, 1, times);
    unit.limit = { limitMs: 60, smoothedMs: 30, variationMs: 1 };
    putInQuarantine(bus, unit);
    lineUser(bus).late(1, 400);
    expect(unit.quarantine?.dueMs).toBe(0);
    expect(unit.limit.limitMs).toBeGreaterThan(60);
    expect(lineUser(bus).slowestMs()).toBeGreaterThan(60);
  });
});
