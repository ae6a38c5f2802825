// What every machine did in October 2026, counted from the raw rows of the store with nothing of the export's, the
// tallies' or the calendar's code: hour by hour of the clock in Tokyo, for the calendars of the seeded consortium.
import { DatabaseSync } from 'node:sqlite';
import type { Directory } from '../../cloud-aggregator/src/directory/directory.ts';

export const states = ['production', 'setup', 'idle', 'fault', 'maintenance', 'off', 'unknown'] as const;
export type Elements = Record<(typeof states)[number], number>;

export interface ExactMachine {
  readonly shop: string;
  readonly id: string;
  readonly place: number;
  readonly process: string;
  readonly inPlan: Elements;
  readonly outside: Elements;
  /** Milliseconds by Monday. */
  readonly planned: Map<string, number>;
  readonly unknown: Map<string, number>;
  /** Planned milliseconds by date. */
  readonly days: Map<string, number>;
  readonly isHeard: boolean;
  /** Local time until which all of it has arrived, at most the month's end; null where none of the month has. */
  readonly through: string | null;
}

const hourMs = 3_600_000;
const tickMs = 300_000;
const firstHour = Date.parse('2026-09-30T00:00:00+09:00');
const lastHour = Date.parse('2026-11-02T00:00:00+09:00');
const weekdayOf = (date: string): number => new Date(`${date}T00:00:00Z`).getUTCDay();

/** Tokyo's date and hour. */
function local(at: number): { readonly date: string; readonly hour: number } {
  const text = new Date(at + 9 * hourMs).toISOString();
  return { date: text.slice(0, 10), hour: Number(text.slice(11, 13)) };
}

/** To which date an hour belongs, and whether work is planned in it. */
function belongs(calendar: string, at: number): { readonly date: string; readonly isPlanned: boolean } {
  const { date, hour } = local(at);
  const day = weekdayOf(date);
  if (calendar === 'day') {
    const isOpen = day >= 1 && day <= 5 && date !== '2026-10-12';
    return { date, isPlanned: isOpen && hour >= 8 && hour < 17 && hour !== 12 };
  }
  if (calendar === 'six') return { date, isPlanned: day !== 0 && hour >= 9 && hour < 18 };
  if (hour >= 21) return { date, isPlanned: day !== 0 };
  const before = local(at - 24 * hourMs).date;
  if (hour < 5 && weekdayOf(before) !== 0) return { date: before, isPlanned: true };
  return { date, isPlanned: false };
}

export function mondayOf(date: string): string {
  const back = (weekdayOf(date) + 6) % 7;
  return new Date(Date.parse(`${date}T00:00:00Z`) - back * 24 * hourMs).toISOString().slice(0, 10);
}

const nothing = (): Elements => ({
  production: 0,
  setup: 0,
  idle: 0,
  fault: 0,
  maintenance: 0,
  off: 0,
  unknown: 0,
});

/** Every machine of the directory, by shop and place in it. */
export function exactMonth(storeFile: string, directory: Directory): readonly ExactMachine[] {
  const database = new DatabaseSync(storeFile, { readOnly: true });
  const keys = new Map(
    database
      .prepare('SELECT key, id FROM machine')
      .all()
      .map((row) => [String(row['id']), Number(row['key'])]),
  );
  const read = database.prepare('SELECT * FROM slot WHERE machine = ?');
  try {
    return [...directory.workshops.values()].flatMap(({ id: shop, calendar, machines }) =>
      machines.map(({ id, processes }, place): ExactMachine => {
        const key = keys.get(`${shop}/${id}`);
        const rows = key === undefined ? [] : read.all(key);
        const slots = new Map(rows.map((row) => [Number(row['start']), row as Record<string, number>]));
        const process = processes[0]?.code ?? '';
        const through = throughOf([...slots.values()]);
        return { shop, id, place, process, isHeard: through !== null, through, ...account(calendar, slots) };
      }),
    );
  } finally {
    database.close();
  }
}

function throughOf(rows: readonly Record<string, number>[]): string | null {
  const ends = rows.map((row) => (row['start'] ?? 0) + (row['length_ms'] ?? 0));
  const end = Math.min(Math.max(0, ...ends), Date.parse('2026-11-01T00:00:00+09:00'));
  if (end <= Date.parse('2026-10-01T00:00:00+09:00')) return null;
  return new Date(end + 9 * hourMs).toISOString().slice(0, 16).replace('T', ' ');
}

function account(calendar: string, slots: ReadonlyMap<number, Record<string, number>>) {
  const [inPlan, outside] = [nothing(), nothing()];
  const [planned, unknown, days] = [
    new Map<string, number>(),
    new Map<string, number>(),
    new Map<string, number>(),
  ];
  const add = (map: Map<string, number>, name: string, ms: number): void => {
    map.set(name, (map.get(name) ?? 0) + ms);
  };
  for (let hour = firstHour; hour < lastHour; hour += hourMs) {
    const { date, isPlanned } = belongs(calendar, hour);
    if (!date.startsWith('2026-10')) continue;
    const seen = seenIn(slots, hour);
    const side = isPlanned ? inPlan : outside;
    for (const state of states) side[state] += seen[state];
    if (!isPlanned) continue;
    add(planned, mondayOf(date), hourMs);
    add(unknown, mondayOf(date), seen.unknown);
    add(days, date, hourMs);
  }
  return { inPlan, outside, planned, unknown, days };
}

/** An hour is one slot, twelve, some of twelve, or none. */
function seenIn(slots: ReadonlyMap<number, Record<string, number>>, hour: number): Elements {
  const found = nothing();
  let missing = hourMs;
  for (let at = hour; at < hour + hourMs; at += tickMs) {
    const slot = slots.get(at);
    if (slot === undefined) continue;
    for (const state of states) found[state] += slot[`${state}_ms`] ?? 0;
    missing -= slot['length_ms'] ?? 0;
  }
  found.unknown += missing;
  return found;
}
