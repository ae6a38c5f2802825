// What callbacks leave reaches the generator in order, failures after it, silence as a failure of its own.
import { describe, expect, it } from 'vitest';
import { manualClock } from '../../../../tests/manualClock.ts';
import { openInbox } from './inbox.ts';

const reading = (value: number) => ({ item: 'a', value, quality: 'good' as const, at: 0 });
const never = new AbortController().signal;

describe('the inbox', () => {
  it('hands out everything left there, then waits for more', async () => {
    const clock = manualClock(0);
    const inbox = openInbox(clock);
    inbox.put([reading(1)]);
    inbox.put([]);
    inbox.put([reading(2)]);
    expect(await inbox.take(1_000, never)).toEqual([reading(1), reading(2)]);
    const next = inbox.take(1_000, never);
    await clock.pass(500);
    inbox.put([reading(3)]);
    expect(await next).toEqual([reading(3)]);
  });

  it('fails after what came before the failure, and by its first reason', async () => {
    const inbox = openInbox(manualClock(0));
    inbox.put([reading(1)]);
    inbox.fail(new Error('first'));
    inbox.fail(new Error('second'));
    expect(await inbox.take(1_000, never)).toEqual([reading(1)]);
    await expect(inbox.take(1_000, never)).rejects.toThrow('first');
  });

  it('fails when nothing comes for too long', async () => {
    const clock = manualClock(0);
    const inbox = openInbox(clock);
    const failing = expect(inbox.take(5_000, never)).rejects.toThrow('silent for 5 s');
    await clock.pass(5_000);
    await failing;
  });

  it('gives nothing, and no error, when the reader is told to stop', async () => {
    const stopping = new AbortController();
    const inbox = openInbox(manualClock(0));
    const taking = inbox.take(5_000, stopping.signal);
    stopping.abort();
    expect(await taking).toEqual([]);
  });
});
