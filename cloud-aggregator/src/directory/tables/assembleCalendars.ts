// Calendars put together from the lines of their tables, checked as entries are; a fault is told where its line stands.
import { type ShiftCalendar, weekdays } from '@nakamawashi/machine-model';
import { faultWords } from '@nakamawashi/runtime';
import type { Directory } from '../directory.ts';
import { entrySchemas } from '../entryKinds.ts';
import type { TableFault } from './fromTables.ts';
import type { Thing } from './parsedLines.ts';
import type { TableName } from './tableShapes.ts';

type Things = ReadonlyMap<TableName, readonly Thing[]>;
/** Where a part of a calendar comes from, by its path in it. */
type Origins = Map<string, { readonly table: TableName; readonly row: number }>;

/** A calendar with its id. */
export interface NamedCalendar {
  readonly id: string;
  readonly body: ShiftCalendar;
}

const shortWeekdays = '月火水木金土日';

/** The calendars that any table names; faults are added to `faults`. */
export function assembleCalendars(
  things: Things,
  before: Directory,
  faults: TableFault[],
): readonly NamedCalendar[] {
  const own = things.get('calendars') ?? [];
  const ids = new Set([
    ...own.map(({ body }) => String(body['id'] ?? '')),
    ...linesOf(things, 'weeks').map(calendarOf),
    ...linesOf(things, 'days').map(calendarOf),
  ]);
  const seen = new Set<string>();
  for (const { row, body } of own) {
    const id = String(body['id'] ?? '');
    const problem = id === '' ? 'this is needed' : seen.has(id) ? `${id} stands here twice` : null;
    if (problem !== null) faults.push({ table: 'calendars', row, column: 'id', problem });
    seen.add(id);
  }
  for (const table of ['weeks', 'days'] as const)
    for (const thing of linesOf(things, table)) {
      const id = calendarOf(thing);
      if (seen.has(id) || before.calendars.has(id)) continue;
      faults.push({ table, row: thing.row, column: 'calendar', problem: `there is no calendar ${id}` });
    }
  return [...ids].flatMap((id): readonly NamedCalendar[] => {
    const line = own.find(({ body }) => String(body['id'] ?? '') === id);
    const was = before.calendars.get(id);
    if (line === undefined && was === undefined) return [];
    const origins: Origins = new Map();
    if (line !== undefined) origins.set('', { table: 'calendars', row: line.row });
    const timeZone = line === undefined ? was?.timeZone : line.body['timeZone'];
    const patterns = things.has('weeks') ? patternsOf(id, things, origins, faults) : (was?.patterns ?? []);
    const exceptions = things.has('days') ? exceptionsOf(id, things, origins) : (was?.exceptions ?? []);
    const checked = entrySchemas.calendar.safeParse(
      { timeZone, patterns, exceptions },
      { error: faultWords },
    );
    if (checked.success) return [{ id, body: checked.data }];
    for (const { path, message } of checked.error.issues)
      faults.push(faultAt(path.map(String), message, origins));
    return [];
  });
}

function patternsOf(id: string, things: Things, origins: Origins, faults: TableFault[]): readonly object[] {
  return grouped(linesOf(things, 'weeks'), id).map((lines, index) => {
    const [first] = lines;
    origins.set(`patterns.${index}`, { table: 'weeks', row: first?.row ?? 1 });
    const week: Record<string, object[]> = {};
    for (const { row, body } of lines) {
      const weekday = weekdayOf(body['weekday']);
      if (weekday === null) {
        if (body['weekday'] !== undefined || body['shift'] !== undefined)
          faults.push({
            table: 'weeks',
            row,
            column: 'weekday',
            problem: 'a day such as mon or 月 is needed',
          });
        continue;
      }
      const shifts = week[weekday] ?? [];
      week[weekday] = shifts;
      const shift = shiftOf(body);
      if (shift === null) continue;
      origins.set(`patterns.${index}.week.${weekday}.${shifts.length}`, { table: 'weeks', row });
      shifts.push(shift);
    }
    return { from: first?.body['from'], week };
  });
}

function exceptionsOf(id: string, things: Things, origins: Origins): readonly object[] {
  return grouped(linesOf(things, 'days'), id).map((lines, index) => {
    const [first] = lines;
    origins.set(`exceptions.${index}`, { table: 'days', row: first?.row ?? 1 });
    const { from, through, note } = first?.body ?? {};
    const shifts = lines.flatMap(({ row, body }) => {
      const shift = shiftOf(body);
      return shift === null ? [] : [{ row, shift }];
    });
    for (const [at, { row }] of shifts.entries())
      origins.set(`exceptions.${index}.shifts.${at}`, { table: 'days', row });
    return {
      from,
      through,
      ...(note === undefined ? {} : { note }),
      shifts: shifts.map(({ shift }) => shift),
    };
  });
}

/** The lines of a calendar, those of one place together, in the order of the places; a line without one is alone. */
function grouped(lines: readonly Thing[], id: string): readonly (readonly Thing[])[] {
  const own = lines.filter((thing) => calendarOf(thing) === id);
  const groups = Map.groupBy(own, ({ row, body }) =>
    typeof body['place'] === 'number' ? body['place'] : `row ${row}`,
  );
  const place = (key: string | number): number => (typeof key === 'number' ? key : Number.MAX_SAFE_INTEGER);
  return [...groups].sort(([a], [b]) => place(a) - place(b)).map(([, group]) => group);
}

function shiftOf(body: Thing['body']): object | null {
  const shift = body['shift'] as { readonly from?: unknown; readonly until?: unknown } | undefined;
  if (shift === undefined) return null;
  const { from, until } = shift;
  const parts = (key: string): readonly string[] =>
    String(body[key] ?? '')
      .normalize('NFKC')
      .split(/[\s,、・]+/)
      .filter((part) => part !== '');
  const breaks = parts('breaks').map((each) => {
    const [begin, end] = each.split(/[-~〜]/);
    return { from: clock(begin), until: clock(end) };
  });
  const onlyWeeks = parts('onlyWeeks').map(Number);
  return {
    from: clock(from),
    until: clock(until),
    breaks,
    ...(onlyWeeks.length === 0 ? {} : { onlyWeeks }),
    ...(body['everyOtherFrom'] === undefined ? {} : { everyOtherFrom: body['everyOtherFrom'] }),
  };
}

/** A time as offices type it, `８:00` too; what is no time stays as it is and is told. */
function clock(cell: unknown): unknown {
  if (typeof cell !== 'string') return cell;
  const text = cell.normalize('NFKC').trim();
  return /^\d:\d\d$/.test(text) ? `0${text}` : text;
}

function weekdayOf(cell: unknown): (typeof weekdays)[number] | null {
  const text = String(cell ?? '')
    .normalize('NFKC')
    .trim()
    .toLowerCase();
  const short = text.length === 1 ? shortWeekdays.indexOf(text) : -1;
  return weekdays.find((weekday, index) => weekday === text || index === short) ?? null;
}

function linesOf(things: Things, table: TableName): readonly Thing[] {
  return things.get(table) ?? [];
}

function calendarOf({ body }: Thing): string {
  return String(body['calendar'] ?? '');
}

/** The nearest part that has a line of its own. */
function faultAt(path: readonly string[], problem: string, origins: Origins): TableFault {
  for (let length = path.length; length >= 0; length--) {
    const origin = origins.get(path.slice(0, length).join('.'));
    if (origin === undefined) continue;
    const rest = path.slice(length);
    const column =
      origin.table !== 'calendars' && (rest[0] === 'from' || rest[0] === 'until') && length > 2
        ? `shift.${rest[0]}`
        : (rest[0] ?? null);
    return { ...origin, column, problem };
  }
  return { table: 'calendars', row: 1, column: null, problem: `${path.join('.')}: ${problem}` };
}
