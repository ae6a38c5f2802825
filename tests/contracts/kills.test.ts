// kill -9 of a process that writes to the outbox, at random moments: what it had said is on disk is there, whole and
// once, and the file needs no repair. The long run: `npm run bench -- kills`.
import { expect, it } from 'vitest';
import { killWriters } from './outboxKills.ts';

it('keeps every slot it said it had, over 30 kills', async () => {
  const found = await killWriters(30);
  expect(found.length).toBe(30);
  for (const { said, held, isWhole, isTogether, repairs } of found) {
    expect(said).toBeGreaterThan(0);
    expect(held).toBeGreaterThan(said);
    expect([isWhole, isTogether, repairs]).toEqual([true, true, 0]);
  }
}, 600_000);
