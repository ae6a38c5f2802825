// The feed under a clock of its own: silence is noticed, old news never ages, reconnecting neither stops nor storms.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isNews } from './boardLines.ts';
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
  say(type: string, data: object): void {
    // A board is whole unless a test says otherwise.
    const piece = type === 'board' ? { isWhole: true, ...data } : data;
    this.listeners.get(type)?.(new MessageEvent(type, { data: JSON.stringify(piece) }));
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
  /** The machines of which is said that they have just changed. */
  const news = () => board.lines.value?.filter((line) => isNews(line.value)).map((line) => line.value.row.id);

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
    expect(news()).toEqual(['a/1']);
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

  it('points out what changed among many rows, and only for a while, but nothing where all changes', () => {
    const ids = Array.from({ length: 400 }, (_, index) => `a/${index}`);
    source().say('board', { at, timeZone: 'Asia/Tokyo', machines: ids.map((id) => row(id, 'idle')) });
    expect(news()).toEqual([]);
    for (const [index, id] of ids.entries()) source().say('row', row(id, index < 90 ? 'fault' : 'idle'));
    vi.advanceTimersByTime(200);
    expect(news()).toEqual(ids.slice(0, 90));
    // The same state again is no news, and does not take back that it was some.
    source().say('row', row('a/1', 'fault'));
    vi.advanceTimersByTime(200);
    expect(news()).toContain('a/1');
    vi.advanceTimersByTime(2_400);
    expect(news()).toEqual([]);
    source().say('row', row('a/0', 'off'));
    for (const id of ids) source().say('row', row(id, 'production'));
    vi.advanceTimersByTime(400);
    expect(news()?.length).toBeLessThanOrEqual(1);
  });

  it('shows the first machines before the others have come, and counts only when all are there', () => {
    const machines = (from: number) => [row(`a/${from}`, 'idle'), row(`a/${from + 1}`, 'off')];
    source().say('board', { at, timeZone: 'Asia/Tokyo', machines: machines(1), isWhole: false });
    expect(board.link.value).toBe('live');
    expect(states()).toEqual(['idle', 'off']);
    expect(board.isWhole.value).toBe(false);
    source().say('more', { machines: machines(3), isWhole: false });
    vi.advanceTimersByTime(1_000);
    expect(states()).toHaveLength(4);
    expect(board.isWhole.value).toBe(false);
    source().say('more', { machines: machines(5), isWhole: true });
    expect(states()).toHaveLength(6);
    expect(board.isWhole.value).toBe(true);
  });

  it('keeps the last board, and says that it is old, until the next one is there as a whole', () => {
    source().say('board', { at, timeZone: 'Asia/Tokyo', machines: [row('a/1', 'idle'), row('a/2', 'idle')] });
    const before = board.news.value;
    source().onerror?.(new Event('error'));
    vi.advanceTimersByTime(19_000);
    const later = at + 8 * 60_000;
    source().say('board', {
      at: later,
      timeZone: 'Asia/Tokyo',
      machines: [row('a/1', 'off')],
      isWhole: false,
    });
    expect(board.link.value).toBe('lost');
    expect(board.lines.value).toHaveLength(2);
    expect(board.minute.value).toBeLessThan(later - 60_000);
    source().say('more', { machines: [row('a/3', 'fault')], isWhole: true });
    expect(board.link.value).toBe('live');
    expect(states()).toEqual(['off', 'fault']);
    expect(board.line('a/2')).toBeUndefined();
    expect(board.minute.value).toBeGreaterThanOrEqual(Math.floor(later / 60_000) * 60_000);
    expect(board.news.value).toBe(before + 1);
  });

  it('begins anew when the first board broke off', () => {
    source().say('board', { at, timeZone: 'Asia/Tokyo', machines: [row('a/1', 'idle')], isWhole: false });
    source().onerror?.(new Event('error'));
    vi.advanceTimersByTime(19_000);
    source().say('board', { at, timeZone: 'Asia/Tokyo', machines: [row('a/2', 'off')], isWhole: false });
    vi.advanceTimersByTime(1_000);
    expect(states()).toEqual(['off']);
    source().say('more', { machines: [], isWhole: true });
    expect(states()).toEqual(['off']);
    expect(board.line('a/1')).toBeUndefined();
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
