// Few at a time, in the order of asking, and nobody waits for ever behind a server that does not answer.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { manualClock } from '../../../../tests/manualClock.ts';
import { openTurns } from './turns.ts';

const atOnce = 3;
const longestMs = 1_000;

/** When each comes, how long it needs to open its session, and when it gives up waiting; null is never. */
const comer = fc.record({
  comesAtMs: fc.nat(5_000),
  opensAfterMs: fc.option(fc.integer({ min: 1, max: 2_500 })),
  abortedAtMs: fc.option(fc.nat(4_000)),
});

it('gives few turns at once, in order, and each comer gets one or gives up', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(comer, { maxLength: 14 }), async (arrived) => {
      const comers = arrived.toSorted((a, b) => a.comesAtMs - b.comesAtMs);
      const clock = manualClock(0);
      const turns = openTurns(atOnce, longestMs);
      const begun: number[] = [];
      const gaveUp: number[] = [];
      const underWay = new Set<number>();
      const run = async (index: number): Promise<void> => {
        const { opensAfterMs, abortedAtMs, comesAtMs = 0 } = comers[index] ?? {};
        await clock.sleep(comesAtMs);
        const abort = new AbortController();
        if (typeof abortedAtMs === 'number') void clock.sleep(abortedAtMs).then(() => abort.abort());
        const opened = await turns.take(clock, abort.signal).catch(() => null);
        if (opened === null) return void gaveUp.push(index);
        begun.push(index);
        underWay.add(index);
        expect(underWay.size).toBeLessThanOrEqual(atOnce);
        abort.signal.addEventListener('abort', () => underWay.delete(index));
        // One less: the turn's own end and this one must not meet in the same instant.
        const mineMs = Math.min(opensAfterMs ?? longestMs, longestMs - 1);
        await clock.sleep(mineMs, abort.signal).catch(() => undefined);
        underWay.delete(index);
        // A server that is slow opens when its turn is over: that gives back nothing.
        if (opensAfterMs !== null && opensAfterMs !== undefined) {
          await clock.sleep(opensAfterMs - mineMs, abort.signal).catch(() => undefined);
          opened();
        }
        opened();
      };
      const all = comers.map((_, index) => run(index));
      for (let passed = 0; passed < 30_000; passed += 100) await clock.pass(100);
      expect([...begun, ...gaveUp].toSorted((a, b) => a - b)).toEqual([...comers.keys()]);
      expect(begun).toEqual(begun.toSorted((a, b) => a - b));
      await Promise.all(all);
    }),
    { numRuns: 30 },
  );
});

it('gives the turn of who went on to the next at once', async () => {
  const clock = manualClock(0);
  const turns = openTurns(1, longestMs);
  const { signal } = new AbortController();
  const first = await turns.take(clock, signal);
  let isNext = false;
  const second = turns.take(clock, signal).then(() => {
    isNext = true;
  });
  await clock.pass(longestMs - 1);
  expect(isNext).toBe(false);
  first();
  await second;
  expect(isNext).toBe(true);
});
