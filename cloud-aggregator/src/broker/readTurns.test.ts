// Whose line is read when: room for parcels is waited for only so long, because live states come on the same line.
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openReadTurns } from './readTurns.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watched(rules: { mayRead: boolean; hasRoom: boolean }) {
  const stream = new PassThrough();
  const heard: string[] = [];
  openReadTurns().watch(stream, {
    mayRead: () => rules.mayRead,
    hasRoom: () => rules.hasRoom,
    look: () => true,
  });
  stream.on('readable', () => {
    for (;;) {
      const chunk: unknown = stream.read(1);
      if (chunk === null) return;
      heard.push(String(chunk));
    }
  });
  return { stream, heard };
}

describe('reading in turns', () => {
  it('reads at once where there is room', async () => {
    const { stream, heard } = watched({ mayRead: true, hasRoom: true });
    stream.write('ab');
    await vi.advanceTimersByTimeAsync(10);
    expect(heard).toEqual(['a', 'b']);
  });

  it('reads one piece after another, slowly, where there is none, and all when there is', async () => {
    const rules = { mayRead: true, hasRoom: false };
    const { stream, heard } = watched(rules);
    stream.write('abc');
    await vi.advanceTimersByTimeAsync(400);
    expect(heard).toEqual([]);
    await vi.advanceTimersByTimeAsync(200);
    expect(heard).toEqual(['a']);
    await vi.advanceTimersByTimeAsync(300);
    expect(heard).toEqual(['a']);
    rules.hasRoom = true;
    await vi.advanceTimersByTimeAsync(100);
    expect(heard).toEqual(['a', 'b', 'c']);
  });

  it('reads nothing of who does not read what is sent to him', async () => {
    const rules = { mayRead: false, hasRoom: false };
    const { stream, heard } = watched(rules);
    stream.write('a');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(heard).toEqual([]);
    rules.mayRead = true;
    await vi.advanceTimersByTimeAsync(700);
    expect(heard).toEqual(['a']);
  });
});
