// The feed under a clock of its own: silence is noticed, old news never ages, reconnecting neither stops nor storms.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type LiveBoard, openLiveBoard, type Source } from './liveBoard.ts';
import type { MachineRow } from './machineRow.ts';

const at = Date.UTC(2026, 10, 21, 1, 42, 20);

class FakeSource implements Source {
  readonly listeners = new Map<string, (event: MessageEvent<string>) => void>();
  onerror: ((event: Event) => void) | null = null;
  closed = false;
  addEventListener(type: string, listener: (event: MessageEvent<string>) => void): void {
    this.listeners.set(type, listener);
  }
  close(): void {
    this.closed = true;
  }
  say(type: string, data: unknown): void {
    this.listeners.get(type)?.(new MessageEvent(type, { data: JSON.stringify(data) }));
  }
}

function row(id: string, state: MachineRow['state']): Partial<MachineRow> {
  return { id, state };
}

describe('live board', () => {
  let sources: FakeSource[];
  let board: LiveBoard;
  const source = () => sources.at(-1) ?? new FakeSource();
  const states = () => board.lines.value?.map((line) => line.value.row.state);

  beforeEach(() => {
    vi.useFakeTimers();
    sources = [];
    board = openLiveBoard('api/live', () => {
      const made = new FakeSource();
      sources.push(made);
      return made;
    });
  });
  afterEach(() => {
    board.close();
    vi.useRealTimers();
  });

  it('is connecting until the first board has come', () => {
    expect(board.link.value).toBe('connecting');
    expect(board.lines.value).toBeNull();
    source().say('board', { at, timeZone: 'Asia/Tokyo', machines: [row('a/1', 'idle'), row('a/2', 'off')] });
    expect(board.link.value).toBe('live');
    expect(states()).toEqual(['idle', 'off']);
  });

  it('changes one line and leaves the others and their order alone', () => {
    source().say('board', { at, timeZone: 'Asia/Tokyo', machines: [row('a/1', 'idle'), row('a/2', 'off')] });
    const before = board.lines.value;
    source().say('row', row('a/1', 'production'));
    expect(board.lines.value).toBe(before);
    expect(states()).toEqual(['production', 'off']);
    expect(board.lines.value?.map((line) => line.value.changed)).toEqual([true, false]);
  });

  it('shows a change at once, and those that follow it closely together, the newest of each', () => {
    source().say('board', { at, timeZone: 'Asia/Tokyo', machines: [row('a/1', 'idle'), row('a/2', 'off')] });
    const beat = board.beat.value;
    source().say('row', row('a/1', 'production'));
    for (const state of ['setup', 'idle', 'fault'] as const) source().say('row', row('a/2', state));
    expect(states()).toEqual(['production', 'off']);
    vi.advanceTimersByTime(200);
    expect(states()).toEqual(['production', 'fault']);
    expect(board.beat.value).toBe(beat + 1);
    vi.advanceTimersByTime(1_000);
    expect(board.beat.value).toBe(beat + 2);
  });

  it('points out no change where everything changes at once', () => {
    const ids = Array.from({ length: 40 }, (_, index) => `a/${index}`);
    const changed = () => board.lines.value?.filter((line) => line.value.changed).length;
    source().say('board', { at, timeZone: 'Asia/Tokyo', machines: ids.map((id) => row(id, 'idle')) });
    for (const id of ids.slice(0, 20)) source().say('row', row(id, 'production'));
    vi.advanceTimersByTime(200);
    expect(changed()).toBe(20);
    for (const id of ids) source().say('row', row(id, 'fault'));
    vi.advanceTimersByTime(400);
    expect(changed()).toBeLessThanOrEqual(1);
  });

  it('takes a whole board over what waited from the line before', () => {
    source().say('board', { at, timeZone: 'Asia/Tokyo', machines: [row('a/1', 'idle')] });
    source().say('row', row('a/1', 'production'));
    source().say('row', row('a/1', 'fault'));
    source().say('board', { at, timeZone: 'Asia/Tokyo', machines: [row('a/1', 'off')] });
    vi.advanceTimersByTime(2_000);
    expect(states()).toEqual(['off']);
  });

  it('adds a machine that was not on the board', () => {
    source().say('board', { at, timeZone: 'Asia/Tokyo', machines: [] });
    source().say('row', row('b/1', 'setup'));
    expect(states()).toEqual(['setup']);
  });

  it('notices silence, keeps the last board and stops its clock', () => {
    source().say('board', { at, timeZone: 'Asia/Tokyo', machines: [row('a/1', 'idle')] });
    vi.advanceTimersByTime(20_000);
    source().say('tick', { at: at + 20_000 });
    vi.advanceTimersByTime(24_000);
    expect(board.link.value).toBe('live');
    vi.advanceTimersByTime(3_000);
    expect(board.link.value).toBe('lost');
    const minute = board.minute.value;
    vi.advanceTimersByTime(10 * 60_000);
    expect(board.minute.value).toBe(minute);
    expect(states()).toEqual(['idle']);
  });

  it('keeps trying, at most every 19 s, and is live again with the first board', () => {
    source().onerror?.(new Event('error'));
    expect(board.link.value).toBe('lost');
    for (let minute = 0; minute < 5; minute += 1) {
      const tried = sources.length;
      vi.advanceTimersByTime(60_000);
      expect(sources.length).toBeGreaterThan(tried);
      expect(sources.length).toBeLessThan(tried + 8);
      source().onerror?.(new Event('error'));
    }
    vi.advanceTimersByTime(19_000);
    source().say('board', { at, timeZone: 'Asia/Tokyo', machines: [] });
    expect(board.link.value).toBe('live');
    expect(sources.filter((one) => !one.closed)).toHaveLength(1);
  });

  it('leaves nothing running when it is closed', () => {
    source().onerror?.(new Event('error'));
    board.close();
    expect(vi.getTimerCount()).toBe(0);
    expect(sources.every((one) => one.closed)).toBe(true);
  });
});
