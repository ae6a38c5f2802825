// Pieces that come as fast as they are taken must still give everything else its turn.
import { expect, it } from 'vitest';
import { piecesInTurns } from './inTurns.ts';

/** Holds the event loop. */
function hold(ms: number): void {
  const begunMs = performance.now();
  while (performance.now() - begunMs < ms);
}

function* pieces(count: number, ms: number): Generator<number, void> {
  for (let piece = 0; piece < count; piece += 1) {
    hold(ms);
    yield piece;
  }
}

/** How many were taken before a turn of something else that waited, and how many in all. */
async function taken(
  work: Iterable<number>,
): Promise<{ readonly beforeOthers: number; readonly all: number }> {
  let all = 0;
  let beforeOthers = Number.NaN;
  setImmediate(() => {
    beforeOthers = all;
  });
  for await (const _ of piecesInTurns(work)) all += 1;
  return { beforeOthers, all };
}

it('gives way between pieces that take long to make', async () => {
  expect(await taken(pieces(3, 10))).toEqual({ beforeOthers: 1, all: 3 });
});

it('gives way among many that take little', async () => {
  const { beforeOthers, all } = await taken(pieces(400, 0.1));
  expect(all).toBe(400);
  expect(beforeOthers).toBeLessThan(400);
});
