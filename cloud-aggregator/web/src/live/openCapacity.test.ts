// The board of spare capacity as it comes over a line: its first rows before the others, later only what changed, and
// never half a board for a whole one.
import { type Signal, signal } from '@preact/signals';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { CapacityRow } from '../../../src/api/capacityRow.ts';
import { openCapacity } from './openCapacity.ts';

/** One question and the hand that answers it. */
interface Asked {
  readonly since: string | null;
  say(...lines: readonly unknown[]): void;
  end(rest?: string): void;
  breakOff(): void;
}

let asked: Asked[];
let line: { readonly link: Signal<'live' | 'lost'>; readonly news: Signal<number> };
let opened: ReturnType<typeof openCapacity>;

const row = (id: string): CapacityRow => ({ id }) as unknown as CapacityRow;
const head = (stamp: string, count: number, areChanges = false) => ({
  at: 1,
  timeZone: 'Asia/Tokyo',
  firstDate: '2026-11-18',
  stamp,
  count,
  areChanges,
});
const ids = () => opened.answer.value?.rows.map(({ id }) => id);
const question = async (count: number): Promise<Asked> => {
  await vi.waitFor(() => expect(asked).toHaveLength(count));
  return asked.at(-1) as Asked;
};

beforeEach(() => {
  asked = [];
  vi.stubGlobal('fetch', async (address: URL) => {
    const encoder = new TextEncoder();
    let hand: ReadableStreamDefaultController<Uint8Array> | null = null;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        hand = controller;
      },
    });
    const write = (text: string): void => hand?.enqueue(encoder.encode(text));
    asked.push({
      since: address.searchParams.get('since'),
      say: (...lines) => {
        for (const each of lines) write(`${JSON.stringify(each)}\n`);
      },
      end: (rest = '') => {
        if (rest !== '') write(rest);
        hand?.close();
      },
      breakOff: () => hand?.error(new Error('the line broke')),
    });
    return new Response(body);
  });
  line = { link: signal<'live' | 'lost'>('live'), news: signal(0) };
  opened = openCapacity('http://board/api/capacity/lines', line);
});
afterEach(() => {
  opened.stop();
  vi.unstubAllGlobals();
});

it('shows the first rows before the others have come, and says when all are there', async () => {
  const first = await question(1);
  expect(first.since).toBeNull();
  first.say(head('s1', 3), [row('a'), row('b')]);
  await vi.waitFor(() => expect(ids()).toEqual(['a', 'b']));
  expect(opened.answer.value?.isWhole).toBe(false);
  first.say([row('c')]);
  first.end();
  await vi.waitFor(() => expect(opened.answer.value?.isWhole).toBe(true));
  expect(ids()).toEqual(['a', 'b', 'c']);
});

it('asks later for what changed alone, also from the next page', async () => {
  const first = await question(1);
  first.say(head('s1', 3), [row('a'), row('b'), row('c')]);
  first.end();
  await vi.waitFor(() => expect(opened.answer.value?.isWhole).toBe(true));
  const [, b] = opened.answer.value?.rows ?? [];
  line.news.value = 1;
  const second = await question(2);
  expect(second.since).toBe('s1');
  second.say(head('s2', 3, true), [
    [0, row('c')],
    [2, row('a')],
  ]);
  second.end();
  await vi.waitFor(() => expect(ids()).toEqual(['c', 'b', 'a']));
  expect(opened.answer.value?.rows[1]).toBe(b);
  opened.stop();
  opened = openCapacity('http://board/api/capacity/lines', line);
  expect(ids()).toEqual(['c', 'b', 'a']);
  expect((await question(3)).since).toBe('s2');
});

it('asks for all of it when what changed does not fit to what it has', async () => {
  const first = await question(1);
  first.say(head('s1', 1), [row('a')]);
  first.end();
  await vi.waitFor(() => expect(ids()).toEqual(['a']));
  line.news.value = 1;
  const second = await question(2);
  second.say(head('s2', 3, true), [[0, row('b')]]);
  second.end();
  const third = await question(3);
  expect(third.since).toBeNull();
  expect(ids()).toEqual(['a']);
  third.say(head('s2', 3), [row('b'), row('a'), row('c')]);
  third.end();
  await vi.waitFor(() => expect(ids()).toEqual(['b', 'a', 'c']));
});

it.each([
  ['breaks off between two lines', (each: Asked) => each.breakOff()],
  ['ends within a line', (each: Asked) => each.end('[{"id":"b')],
  ['ends before all rows', (each: Asked) => each.end()],
])('keeps what it has when the answer %s', async (_, fail) => {
  const first = await question(1);
  first.say(head('s1', 2), [row('a'), row('x')]);
  first.end();
  await vi.waitFor(() => expect(opened.answer.value?.isWhole).toBe(true));
  line.news.value = 1;
  const second = await question(2);
  second.say(head('s2', 3), [row('a')]);
  fail(second);
  line.news.value = 2;
  const third = await question(3);
  expect(third.since).toBe('s1');
  expect(ids()).toEqual(['a', 'x']);
  expect(opened.answer.value?.isWhole).toBe(true);
});

it('lets no news break off what is being read, and asks once more after it', async () => {
  const first = await question(1);
  first.say(head('s1', 2), [row('a')]);
  for (let news = 1; news < 5; news += 1) line.news.value = news;
  expect(asked).toHaveLength(1);
  first.say([row('b')]);
  first.end();
  const second = await question(2);
  expect(second.since).toBe('s1');
  second.say(head('s1', 2, true));
  second.end();
  await vi.waitFor(() => expect(ids()).toEqual(['a', 'b']));
  expect(asked).toHaveLength(2);
});

it('asks nothing while the line is lost, and anew when it is back', async () => {
  (await question(1)).breakOff();
  line.link.value = 'lost';
  line.news.value = 1;
  expect(asked).toHaveLength(1);
  line.link.value = 'live';
  await question(2);
});
