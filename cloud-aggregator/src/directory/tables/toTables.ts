// Pure: the directory as tables. With `fromTables` nothing is lost on the way there and back.
import type { Directory } from '../directory.ts';
import type { Workshop } from '../entryKinds.ts';
import { calendarTables } from './calendarTables.ts';
import { tableLines as lines } from './tableLines.ts';
import type { Lines, TableName, Tables } from './tableShapes.ts';

/** Every table, lines in the order of the ids; `change` is the number of the newest change that they show. */
export function toTables(
  { workshops, regions, circles, calendars }: Directory,
  change?: number,
): Required<Tables> {
  const all = [...workshops.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const each = (table: TableName, things: (workshop: Workshop) => readonly object[]): Lines =>
    all.flatMap((workshop) =>
      lines(
        table,
        things(workshop).map((thing) => ({ workshop: workshop.id, ...thing })),
      ),
    );
  const eachMachine = (
    workshop: Workshop,
    things: (machine: Workshop['machines'][number]) => readonly object[],
  ) =>
    workshop.machines.flatMap((machine) =>
      things(machine).map((thing) => ({ machine: machine.id, ...thing })),
    );
  return {
    asOf: change === undefined ? [] : [[change]],
    workshops: lines('workshops', all),
    contacts: each('contacts', ({ contacts }) => contacts),
    certificates: each('certificates', ({ certificates }) => certificates),
    consents: each('consents', ({ consents }) => consents),
    machines: each('machines', ({ machines }) => machines),
    processes: each('processes', (workshop) => eachMachine(workshop, ({ processes }) => processes)),
    attributes: each('attributes', (workshop) => [
      ...attributeLines(workshop.attributes).map((line) => ({ machine: null, ...line })),
      ...eachMachine(workshop, ({ attributes }) => attributeLines(attributes)),
    ]),
    ...calendarTables(calendars),
    regions: lines('regions', sorted(regions)),
    circles: lines('circles', sorted(circles)),
    members: lines(
      'members',
      sorted(circles).flatMap(({ id, members }) => members.map((workshop) => ({ circle: id, workshop }))),
    ),
  };
}

function sorted<T extends { readonly id: string }>(entries: ReadonlyMap<string, T>): readonly T[] {
  return [...entries.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** A list takes a line for each of its items. */
function attributeLines(attributes: Workshop['attributes']): readonly object[] {
  return Object.entries(attributes).flatMap(([name, value]) =>
    Array.isArray(value)
      ? value.map((item) => ({ name, kind: 'list', value: item }))
      : [{ name, kind: kindOf(value), value: String(value) }],
  );
}

function kindOf(value: unknown): string {
  if (typeof value === 'number') return 'number';
  return typeof value === 'boolean' ? 'yesNo' : 'text';
}
