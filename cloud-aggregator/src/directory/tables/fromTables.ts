// Tables as entries of the directory. Every fault of every line is named with its table, row and column; a
// table that is not there leaves what it would say as it is, and nothing is taken out that the tables do not name.
import { faultWords } from '@nakamawashi/runtime';
import type { Directory } from '../directory.ts';
import { type Circle, entrySchemas, type Region, type Workshop } from '../entryKinds.ts';
import { assembleCalendars, type NamedCalendar } from './assembleCalendars.ts';
import { assembleWorkshop } from './assembleWorkshop.ts';
import { parsedLines, type Thing } from './parsedLines.ts';
import { type TableName, type Tables, tableNames, tableShapes } from './tableShapes.ts';

/** What is wrong, and where; `row` as a spreadsheet counts, 1 for the titles. */
export interface TableFault {
  readonly table: TableName;
  readonly row: number;
  /** The key of the column, null for the row as a whole. */
  readonly column: string | null;
  readonly problem: string;
}

export interface FromTables {
  readonly calendars: readonly NamedCalendar[];
  readonly workshops: readonly Workshop[];
  readonly regions: readonly Region[];
  readonly circles: readonly Circle[];
  readonly faults: readonly TableFault[];
}

/** `before`: what the tables were made from. What they point to may also be in `now`. */
export function fromTables(tables: Tables, before: Directory, now: Directory = before): FromTables {
  const faults: TableFault[] = [];
  const things = new Map<TableName, readonly Thing[]>();
  for (const name of tableNames) {
    const given = tables[name];
    if (given === undefined) continue;
    const parsed = parsedLines(tableShapes[name], given);
    things.set(name, parsed.things);
    faults.push(...parsed.faults.map((fault) => ({ table: name, ...fault })));
  }
  const named = (name: TableName): readonly Thing[] => things.get(name) ?? [];
  const regions = entriesOf('region', named('regions'), faults, (thing) => thing.body);
  const circles = entriesOf('circle', named('circles'), faults, (thing) => ({
    ...thing.body,
    members: things.has('members')
      ? named('members').flatMap(({ body }) =>
          body['circle'] === thing.body['id'] ? [body['workshop']] : [],
        )
      : (before.circles.get(String(thing.body['id']))?.members ?? []),
  }));
  const calendars = assembleCalendars(things, before, faults);
  const calendarIds = new Set([...now.calendars.keys(), ...calendars.map(({ id }) => id)]);
  const workshops = assembleWorkshop(things, before, faults);
  const ids = new Set([...now.workshops.keys(), ...workshops.map(({ id }) => id)]);
  const regionIds = new Set([...now.regions.keys(), ...regions.map(({ id }) => id)]);
  for (const { row, body } of named('workshops')) {
    const missing = (column: string, known: ReadonlySet<string>, what: string): void => {
      const value = body[column];
      if (value === undefined || value === null || known.has(String(value))) return;
      faults.push({ table: 'workshops', row, column, problem: `there is no ${what} ${String(value)}` });
    };
    missing('calendar', calendarIds, 'calendar');
    missing('region', regionIds, 'region');
  }
  const circleIds = new Set([...now.circles.keys(), ...circles.map(({ id }) => id)]);
  for (const { row, body } of named('members')) {
    for (const [column, known] of [
      ['circle', circleIds],
      ['workshop', ids],
    ] as const) {
      if (known.has(String(body[column]))) continue;
      faults.push({
        table: 'members',
        row,
        column,
        problem: `there is no ${column} ${String(body[column])}`,
      });
    }
  }
  return { calendars, workshops, regions, circles, faults: inOrder(faults) };
}

/** The change of the records that the tables showed before they were edited; null where they do not say. */
export function changeSeen({ asOf = [] }: Tables): number | null {
  const [first] = parsedLines(tableShapes.asOf, asOf).things;
  const change = first?.body['change'];
  return typeof change === 'number' ? change : null;
}

function entriesOf<K extends 'region' | 'circle'>(
  kind: K,
  things: readonly Thing[],
  faults: TableFault[],
  bodyOf: (thing: Thing) => object,
): readonly (K extends 'region' ? Region : Circle)[] {
  const table = `${kind}s` as const;
  return things.flatMap((thing) => {
    const checked = entrySchemas[kind].safeParse(bodyOf(thing), { error: faultWords });
    if (checked.success) return [checked.data as K extends 'region' ? Region : Circle];
    for (const { path, message } of checked.error.issues) {
      faults.push({ table, row: thing.row, column: path.join('.') || null, problem: message });
    }
    return [];
  });
}

function inOrder(faults: readonly TableFault[]): readonly TableFault[] {
  const place = ({ table, row }: TableFault): number => tableNames.indexOf(table) * 1_000_000 + row;
  return faults.toSorted((a, b) => place(a) - place(b));
}
