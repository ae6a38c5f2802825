// What the desk is told of spare capacity, from the records and the tallies to the rows: the owner's word, the usual
// load and the levels all count, and what is not shared is not there.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noTime, type ShiftCalendar, tallyDay, weekdays } from '@nakamawashi/machine-model';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allSteps } from '../allSteps.ts';
import { type Board, openBoard } from '../board/board.ts';
import { unheardMachine } from '../board/liveMachine.ts';
import { type CapacityBook, openCapacityBook } from '../capacity/capacityBook.ts';
import { defaultCapacitySettings as settings } from '../capacity/capacitySettings.ts';
import { hourMs } from '../capacity/freeHours.ts';
import { emptyDirectory } from '../directory/directory.ts';
import { entrySchemas } from '../directory/entryKinds.ts';
import { datePlus } from '../directory/localDates.ts';
import { openPlanBook, type PlanBook } from '../directory/planBook.ts';
import { openRecords, type Records } from '../directory/records.ts';
import { type Filter, findRows } from '../search/filter.ts';
import { addressOf } from '../search/filterAddress.ts';
import { foldedOf } from '../search/foldedOf.ts';
import { capacityQuery } from './capacity.ts';
import type { CapacityRow } from './capacityRow.ts';
import { type DeskRows, openDeskRows } from './deskRows.ts';

const timeZone = 'Asia/Tokyo';
const today = '2026-11-18';
const now = Date.parse('2026-11-18T08:00:00+09:00');
const shift = { from: '08:00', until: '17:00', breaks: [{ from: '12:00', until: '13:00' }] };
const week = Object.fromEntries(weekdays.slice(0, 5).map((day) => [day, [shift]]));
const calendar: ShiftCalendar = { timeZone, patterns: [{ from: '0001-01-01', week }], exceptions: [] };
const name = { ja: '名', en: 'name' };

const filters: fc.Arbitrary<Filter> = fc.record({
  text: fc.constantFrom('', '旋盤', 'ＭＣ kamata'),
  process: fc.subarray(['TURN', 'MILL-3']),
  material: fc.subarray(['stainless', 'carbon']),
  region: fc.subarray(['ota', 'west']),
  circle: fc.subarray(['c1']),
  certificate: fc.subarray(['ISO 9001', 'エコアクション21']),
  size: fc.constantFrom(null, 200, 0.5),
  accuracy: fc.constantFrom(null, 0.005),
  lot: fc.constantFrom(null, 50),
  hours: fc.constantFrom(4, 12.5),
  by: fc.constantFrom(null, '2026-11-27'),
  confidence: fc.constantFrom(null, 'A', 'B'),
});

let folder: string;
let records: Records;
let plans: PlanBook;
let board: Board;
let book: CapacityBook;
let desk: DeskRows;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'capacity-'));
  records = openRecords(folder, emptyDirectory(timeZone), now);
  const { members } = records;
  plans = openPlanBook(members.now);
  write('calendar', 'days', calendar);
  write('workshop', 'kamata', workshop({}));
  board = openBoard(members.now, plans, now);
  for (const id of ['kamata/a', 'kamata/b', 'kamata/c']) board.put(unheardMachine(id, true));
  book = openCapacityBook({
    members,
    plans,
    settings,
    hasDevice: (machine) => board.machine(machine)?.known ?? false,
  });
  desk = openDeskRows({ board, book, plans, directory: members.now });
});
afterEach(() => {
  records.database.close();
  rmSync(folder, { recursive: true });
});

function workshop(change: object) {
  return entrySchemas.workshop.parse({
    id: 'kamata',
    name,
    calendar: 'days',
    calendarConfirmedAt: now - 86_400_000,
    machines: [
      { id: 'a', name, processes: ['TURN'], sharing: { desk: 'hours' } },
      { id: 'b', name, processes: ['GEAR'] },
      { id: 'c', name, processes: ['TURN'], sharing: { desk: 'none' } },
    ],
    ...change,
  });
}

function write<K extends 'calendar' | 'workshop' | 'stance'>(kind: K, id: string, body: object): void {
  records.members.change({ kind, id, body: body as never, person: 'test', at: now });
}

/** Eight weeks and more in which the machines worked this share of the plan. */
function work(share: number): void {
  for (const id of ['a', 'b', 'c']) {
    for (let back = 1; back <= 63; back += 1) {
      const date = datePlus(today, -back);
      const { pieces } = plans.day(`kamata/${id}`, date);
      const slots = pieces
        .filter(({ isOwn, isPlanned }) => isOwn && isPlanned)
        .flatMap(({ from, until }) =>
          Array.from({ length: (until - from) / 300_000 }, (_, index) => ({
            machine: `kamata/${id}`,
            start: from + index * 300_000,
            lengthMs: 300_000,
            elements: { ...noTime, production: share * 300_000, idle: (1 - share) * 300_000 },
          })),
        );
      book.counted(tallyDay({ machine: `kamata/${id}`, date, pieces, slots }));
    }
  }
}

const rows = (query: object = {}): readonly CapacityRow[] => found(query).fits;
const found = (query: object, at = now) =>
  findRows(allSteps(desk.board(at)).rows, capacityQuery.parse(query), { firstDate: today, foldedOf });
const say = (answer: 'open' | 'depends' | 'full'): void =>
  write('stance', 'kamata', { answer, week: '2026-11-16', at: now - hourMs });

describe('GET /api/capacity', () => {
  it('gives ◎ and hours in steps for a machine that is usually a third busy and whose owner is open', () => {
    work(0.3125);
    say('open');
    const [best, other, ...none] = rows();
    // From Wednesday morning on: 24 h of plan, 7.5 h usual, 3.6 h reserve: 12.9 h, rounded down to steps of 4.
    expect(best).toMatchObject({ id: 'kamata/a', sign: '◎', confidence: 'A', level: 'hours' });
    expect(best?.freeMs?.week).toBe(12 * hourMs);
    expect(best?.next?.from).toBe(now);
    expect(other).toMatchObject({ id: 'kamata/b', sign: '◎', level: 'mark', freeMs: null, next: null });
    expect(none).toEqual([]);
  });

  it("follows the owner's word downwards at once, and says nothing for sure without it", () => {
    work(0.3125);
    expect(rows().map(({ sign }) => sign)).toEqual(['△', '△']);
    say('full');
    expect(rows().map(({ sign, freeMs }) => [sign, freeMs?.week ?? null])).toEqual([
      ['×', 0],
      ['×', null],
    ]);
  });

  it('does not know a machine whose owner shares nothing, whatever is asked for', () => {
    work(0);
    say('open');
    for (const query of [{}, { process: 'TURN' }, { hours: '0' }, { hours: '4', process: 'TURN' }]) {
      const { fits, asks } = found(query);
      expect([...fits, ...asks].some(({ id }) => id === 'kamata/c')).toBe(false);
    }
    // A machine that shows a mark alone is in no list of hours, whatever it has: the filter would tell them.
    for (const hours of ['0', '4', '200']) {
      const { fits, asks } = found({ hours });
      expect(fits.some(({ id }) => id === 'kamata/b')).toBe(false);
      expect(asks.map(({ id }) => id)).toEqual(['kamata/b']);
    }
    expect(rows({ process: 'GEAR' }).map(({ id }) => id)).toEqual(['kamata/b']);
  });

  it('takes a week that nobody recorded for no knowledge, and not for free time', () => {
    say('open');
    const [row] = rows();
    expect(row).toMatchObject({ sign: '△', confidence: 'C' });
    expect(row?.freeMs?.week).toBe(0);
  });

  it('keeps rows that say the same, and computes anew what was written down, counted or sent', () => {
    work(0.3125);
    say('open');
    const first = rows();
    expect(rows().map((row, index) => row === first[index])).toEqual([true, true]);
    // Before the shop opens nothing but time passes: the same rows, kept fresh or not.
    const early = now - hourMs;
    const [before] = found({}, early).fits;
    expect([before?.isOpenNow, first[0]?.isOpenNow]).toEqual([false, true]);
    desk.keepFresh(early + 61_000);
    expect(found({}, early + 61_000).fits[0]).toBe(before);
    expect(found({}, early + 600_000).fits[0]).toBe(before);
    write('workshop', 'kamata', workshop({ pausedUntil: now + hourMs }));
    expect(rows().map(({ sign }) => sign)).toEqual(['－', '－']);
    // The pause ends by itself, at once.
    expect(found({}, now + hourMs + 1).fits.map(({ pausedUntil }) => pausedUntil)).toEqual([null, null]);
    write('workshop', 'kamata', workshop({}));
    expect(rows().map(({ sign }) => sign)).toEqual(['◎', '◎']);
    work(1);
    expect(rows().map(({ sign }) => sign)).toEqual(['△', '△']);
  });

  it('follows at once what a box sends, more or less of it, and that there is a box at all', () => {
    work(0.3125);
    say('open');
    const a = { id: 'a', name, processes: ['TURN'], sharing: { desk: 'live' } };
    write('workshop', 'kamata', workshop({ machines: [a] }));
    for (const shared of ['hours', 'live', 'hours'] as const) {
      board.put({ ...unheardMachine('kamata/a', true), shared });
      expect(rows().map(({ level, sign }) => [level, sign])).toEqual([[shared, '◎']]);
    }
    board.put(unheardMachine('kamata/a', false));
    expect(rows().map(({ sign, isSelfDeclared }) => [sign, isSelfDeclared])).toEqual([['△', true]]);
  });

  it('tells who has the rows of before only those that are other, with their places', () => {
    work(0.3125);
    say('open');
    const first = allSteps(desk.board(now));
    const again = allSteps(desk.board(now));
    expect(again.rows).toBe(first.rows);
    expect(again.changedSince(first.stamp)).toEqual([]);
    // The machine that shows hours is full; the other one has only a mark, and keeps it.
    work(1);
    const later = allSteps(desk.board(now));
    const changed = later.changedSince(first.stamp) ?? [];
    expect(changed.length).toBeGreaterThan(0);
    for (const [place, row] of changed) expect(later.rows[place]).toBe(row);
    const others = later.rows.filter((row) => !changed.some(([, each]) => each === row));
    expect(others).toEqual(first.rows.filter((row) => others.includes(row)));
    // Another day, other members, another process: everything anew.
    expect(allSteps(desk.board(now + 24 * hourMs)).changedSince(later.stamp)).toBeNull();
    write('workshop', 'kamata', workshop({ pausedUntil: now + hourMs }));
    expect(allSteps(desk.board(now)).changedSince(later.stamp)).toBeNull();
    for (const stamp of ['', 'nonsense', later.stamp.replace(/^./, 'z'), `${later.stamp}9`])
      expect(allSteps(desk.board(now)).changedSince(stamp)).toBeNull();
  });

  it('is written and compared to its end, also when its rows became other meanwhile', () => {
    work(0.3125);
    say('open');
    const first = allSteps(desk.board(now));
    work(1);
    const old = allSteps(desk.board(now));
    const changed = old.changedSince(first.stamp);
    write('workshop', 'kamata', workshop({ pausedUntil: now + hourMs }));
    allSteps(desk.board(now));
    expect(changed?.length).toBeGreaterThan(0);
    expect(old.changedSince(first.stamp)).toEqual(expect.arrayContaining([...(changed ?? [])]));
    for (const row of old.rows)
      expect(Buffer.from(old.writtenOf(row)).toString()).toBe(`,${JSON.stringify(row)}`);
  });

  it('says which condition to drop when nothing fits', () => {
    say('open');
    const { fits, asks, drop } = found({ process: 'TURN', region: 'nowhere', confidence: 'A' });
    expect([fits, asks]).toEqual([[], []]);
    // The shop has no region on record, so that only the confidence stands between.
    expect(drop).toEqual({ name: 'confidence', shops: 1 });
    expect(found({ process: 'BROACH' }).drop).toEqual({ name: 'process', shops: 1 });
  });

  it('is asked in the words of the board’s own address, and refuses what it does not understand', () => {
    fc.assert(
      fc.property(filters, (filter) => {
        const asked = new URLSearchParams(
          Object.entries(addressOf(filter)).flatMap(([key, value]) => (value === null ? [] : [[key, value]])),
        );
        expect(capacityQuery.parse(Object.fromEntries(asked))).toEqual(filter);
      }),
    );
    for (const query of [
      { process: 'turn' },
      { size: 'big' },
      { hours: '-1' },
      { by: '2026-11-27' },
      { hours: '4', by: 'soon' },
      { confidence: 'C' },
      { minHours: '4' },
    ]) {
      expect(capacityQuery.safeParse(query).success).toBe(false);
    }
  });
});
