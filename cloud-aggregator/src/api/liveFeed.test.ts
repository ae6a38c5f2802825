// The live feed with a reader that does not read: no memory beyond ids, and the newest row when it reads again.
import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Clock } from '@nakamawashi/runtime';
import { describe, expect, it, vi } from 'vitest';
import type { Board } from '../board/board.ts';
import type { MachineRow } from '../board/machineRow.ts';
import { openLiveFeed } from './liveFeed.ts';

class Line {
  readonly events = new EventEmitter();
  written = '';
  full = false;
  destroyed = false;
  readonly answer = {
    on: (name: string, listener: () => void) => this.events.on(name, listener),
    writeHead: () => undefined,
    write: (text: string) => {
      this.written += text;
      return !this.full;
    },
    destroy: () => {
      this.destroyed = true;
      this.events.emit('close');
    },
  } as unknown as ServerResponse;
}

const everybody = { key: 'all', shows: (row: MachineRow) => row, stays: () => true };

function setUp(ids: readonly string[] = ['a', 'b']) {
  let nowMs = 0;
  let changed: string[] = [];
  let count = 0;
  const row = (id: string) => ({ id, count });
  const board = {
    ids: () => ids,
    row,
    takeChanged: () => changed.splice(0),
  } as unknown as Board;
  const clock: Clock = { now: () => nowMs, monotonicMs: () => nowMs, sleep: async () => undefined };
  const feed = openLiveFeed({ board, clock, timeZone: 'Asia/Tokyo' });
  const step = (ids: string[], afterMs = 100): void => {
    count += 1;
    nowMs += afterMs;
    changed = ids;
    feed.flush();
  };
  return { feed, step };
}

const plain = { headers: {}, isPacked: false };
const eventsIn = (text: string): string[] => text.split('\n\n').filter((each) => each !== '');

interface Counted {
  readonly id: string;
  readonly count: number;
}
const dataOf = (event: string) =>
  JSON.parse(event.slice(event.indexOf('{'))) as {
    readonly isWhole: boolean;
    readonly machines: readonly Counted[];
  };

describe('the live feed', () => {
  it('tells many changes in several turns, and nobody waits for them', async () => {
    const ids = Array.from({ length: 1_000 }, (_, index) => `m${index}`);
    const { feed, step } = setUp(ids);
    const line = new Line();
    feed.attach(line.answer, plain, everybody);
    await vi.waitFor(() => expect(line.written).toContain('"isWhole":true'));
    const before = eventsIn(line.written).length;
    step([...ids]);
    expect(eventsIn(line.written).length - before).toBeLessThan(ids.length / 2);
    await vi.waitFor(() => expect(eventsIn(line.written).length - before).toBe(ids.length));
    expect(line.written.match(/event: board/g)).toHaveLength(1);
  });

  it('gives a slow reader only each machine’s newest row when it can take more', () => {
    const { feed, step } = setUp();
    const quick = new Line();
    const slow = new Line();
    for (const line of [quick, slow]) feed.attach(line.answer, plain, everybody);
    slow.full = true;
    for (let turn = 0; turn < 50; turn++) step(['a']);
    step(['b']);
    expect(eventsIn(quick.written)).toHaveLength(52);
    expect(eventsIn(slow.written)).toHaveLength(2);
    slow.full = false;
    slow.events.emit('drain');
    expect(eventsIn(slow.written).slice(2)).toEqual([
      'event: row\ndata: {"id":"a","count":51}',
      'event: row\ndata: {"id":"b","count":51}',
    ]);
    step(['a']);
    expect(eventsIn(slow.written).at(-1)).toBe('event: row\ndata: {"id":"a","count":52}');
  });

  it('lets a reader go whose line stays full for a minute, and forgets one that closes', () => {
    const { feed, step } = setUp();
    const dead = new Line();
    const gone = new Line();
    dead.full = true;
    for (const line of [dead, gone]) feed.attach(line.answer, plain, everybody);
    gone.events.emit('close');
    expect(feed.readers()).toBe(1);
    step(['a'], 61_000);
    expect(dead.destroyed).toBe(true);
    expect(feed.readers()).toBe(0);
  });

  it('tells the time every ten seconds', () => {
    const { feed, step } = setUp();
    const line = new Line();
    feed.attach(line.answer, plain, everybody);
    step([], 9_900);
    expect(eventsIn(line.written)).toHaveLength(1);
    step([]);
    expect(eventsIn(line.written).at(-1)).toBe('event: tick\ndata: {"at":10000}');
  });

  it('shows a reader his own machines only, also those he missed', () => {
    const { feed, step } = setUp();
    const owner = new Line();
    feed.attach(owner.answer, plain, {
      key: 'b',
      shows: (row) => (row.id === 'b' ? row : null),
      stays: () => true,
    });
    expect(owner.written).not.toContain('"id":"a"');
    step(['a']);
    owner.full = true;
    step(['b']);
    step(['a', 'b']);
    owner.events.emit('drain');
    const ids = [...owner.written.matchAll(/event: row\ndata: \{"id":"(\w)"/g)].map((match) => match[1]);
    expect(ids).toEqual(['b', 'b']);
  });

  it('tells everybody when something was written down, and shows anew what may be seen now', () => {
    const { feed, step } = setUp();
    const line = new Line();
    let sees = true;
    feed.attach(line.answer, plain, { ...everybody, shows: (row) => (sees ? row : null) });
    feed.news(false);
    step([]);
    expect(eventsIn(line.written).at(-1)).toBe('event: capacity\ndata: {"at":100}');
    sees = false;
    feed.news(true);
    step(['a']);
    expect(eventsIn(line.written).at(-2)).toContain('"machines":[]');
    step([]);
    expect(eventsIn(line.written)).toHaveLength(4);
  });

  it('ends for a reader whose session is over', () => {
    const { feed, step } = setUp();
    const line = new Line();
    let stays = true;
    feed.attach(line.answer, plain, { ...everybody, stays: () => stays });
    step([], 10_000);
    expect(line.destroyed).toBe(false);
    stays = false;
    step([], 10_000);
    expect(line.destroyed).toBe(true);
  });

  it('sends a large board in pieces, and what changed on the way afterwards, to whoever came when', async () => {
    const ids = Array.from({ length: 2_000 }, (_, index) => `m${String(index).padStart(4, '0')}`);
    const { feed, step } = setUp(ids);
    const lines = [new Line(), new Line(), new Line()];
    const [early, full, late] = lines;
    if (early === undefined || full === undefined || late === undefined) throw new Error('no line');
    feed.attach(early.answer, plain, everybody);
    feed.attach(full.answer, plain, everybody);
    full.full = true;
    expect(eventsIn(early.written).map((each) => dataOf(each).isWhole)).toEqual([false]);
    step(['m0000', 'm1999']);
    feed.attach(late.answer, plain, everybody);
    step(['m0001']);
    feed.news(false);
    step([]);
    await vi.waitFor(() => {
      expect(early.written).toContain('"isWhole":true');
      expect(late.written).toContain('event: capacity');
    });
    full.full = false;
    full.events.emit('drain');
    for (const { written } of lines) {
      const events = eventsIn(written);
      const pieces = events.filter((each) => /^event: (board|more)/.test(each)).map(dataOf);
      const rest = events.slice(pieces.length);
      expect(pieces.map(({ isWhole }) => isWhole)).toEqual([...pieces.slice(1).map(() => false), true]);
      const machines = pieces.flatMap((piece) => piece.machines);
      expect(machines.map(({ id }) => id)).toEqual(ids);
      // Everybody ends with the newest of each, whether it came with the board or after it.
      const newest = new Map(machines.map(({ id, count }) => [id, count]));
      for (const each of rest.filter((one) => one.startsWith('event: row'))) {
        const row = JSON.parse(each.slice(each.indexOf('{'))) as Counted;
        newest.set(row.id, row.count);
      }
      expect(newest.get('m0001')).toBeGreaterThanOrEqual(2);
      expect(newest.get('m0000')).toBeGreaterThanOrEqual(1);
      expect(rest.filter((one) => one.startsWith('event: capacity'))).toHaveLength(1);
    }
  });

  it('begins a board anew whose readers may see less meanwhile', async () => {
    const ids = Array.from({ length: 1_000 }, (_, index) => `m${index}`);
    const { feed, step } = setUp(ids);
    const line = new Line();
    let sees = true;
    feed.attach(line.answer, plain, { ...everybody, shows: (row) => (sees ? row : null) });
    sees = false;
    feed.news(true);
    step([]);
    await vi.waitFor(() => expect(eventsIn(line.written).at(-1)).toContain('event: capacity'));
    const events = eventsIn(line.written);
    const boards = events.filter((each) => each.startsWith('event: board'));
    expect(boards).toHaveLength(2);
    expect(boards.at(-1)).toContain('"machines":[]');
    // Of a board of which nothing is seen there is nothing more to tell than that it is whole.
    const last = events.lastIndexOf(boards.at(-1) ?? '');
    expect(events.slice(last + 1, -1)).toEqual(['event: more\ndata: {"isWhole":true,"machines":[]}']);
  });
});
