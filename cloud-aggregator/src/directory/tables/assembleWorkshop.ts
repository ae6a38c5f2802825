// Workshops put together from the lines of their tables, checked as entries are; a fault is told where its line
// stands.
import { faultWords } from '@nakamawashi/runtime';
import { attributeName } from '../capabilities.ts';
import type { Directory } from '../directory.ts';
import { consentFaults } from '../entryFaults.ts';
import { entrySchemas, type Workshop } from '../entryKinds.ts';
import type { TableFault } from './fromTables.ts';
import { readNumber, type Thing } from './parsedLines.ts';
import type { TableName } from './tableShapes.ts';

type Things = ReadonlyMap<TableName, readonly Thing[]>;
type Body = Readonly<Record<string, unknown>>;
/** Where a part of an entry comes from, by its path in the entry. */
type Origins = Map<string, { readonly table: TableName; readonly row: number }>;

const parts = ['contacts', 'certificates', 'consents'] as const;

/** The workshops that any table names; faults are added to `faults`. */
export function assembleWorkshop(
  things: Things,
  before: Directory,
  faults: TableFault[],
): readonly Workshop[] {
  const own = things.get('workshops') ?? [];
  const named = ['contacts', 'certificates', 'consents', 'machines', 'processes', 'attributes'] as const;
  const ids = new Set([
    ...own.map(({ body }) => String(body['id'] ?? '')),
    ...named.flatMap((table) => (things.get(table) ?? []).map(({ body }) => String(body['workshop'] ?? ''))),
  ]);
  noteTwice('workshops', own, ({ body }) => String(body['id']), faults);
  noteTwice(
    'machines',
    things.get('machines') ?? [],
    ({ body }) => `${body['workshop']}/${body['id']}`,
    faults,
  );
  noteLost(things, before, faults);
  // Sorted out once: the lines of a large directory are too many to be looked through for each workshop.
  const workshopLines = Map.groupBy(own, ({ body }) => String(body['id'] ?? ''));
  const partLines = new Map(
    named.map((table) => [
      table as TableName,
      Map.groupBy(things.get(table) ?? [], ({ body }) => String(body['workshop'] ?? '')),
    ]),
  );
  return [...ids].flatMap((id) => {
    const line = workshopLines.get(id)?.[0];
    const was = before.workshops.get(id);
    // A line of another table whose workshop is nowhere has been told already.
    if (line === undefined && was === undefined) return [];
    const origins: Origins = new Map();
    if (line !== undefined) origins.set('', { table: 'workshops', row: line.row });
    const ofWorkshop = (table: TableName): readonly Thing[] => partLines.get(table)?.get(id) ?? [];
    const body = bodyOf({ things, ofWorkshop, line, was, origins }, faults);
    const checked = entrySchemas.workshop.safeParse(body, { error: faultWords });
    if (checked.success) {
      for (const { field, problem } of consentFaults(checked.data))
        faults.push(faultAt(field.split('/'), problem, origins));
      return [checked.data];
    }
    for (const { path, message } of checked.error.issues)
      faults.push(faultAt(path.map(String), message, origins));
    return [];
  });
}

interface Source {
  readonly things: Things;
  /** The lines of a table that are the workshop's. */
  readonly ofWorkshop: (table: TableName) => readonly Thing[];
  readonly line: Thing | undefined;
  readonly was: Workshop | undefined;
  readonly origins: Origins;
}

function bodyOf(source: Source, faults: TableFault[]): object {
  const { things, ofWorkshop, line, was, origins } = source;
  const listed = Object.fromEntries(
    parts.flatMap((table) => {
      if (!things.has(table)) return was === undefined ? [] : [[table, was[table]]];
      const lines = ofWorkshop(table);
      for (const [index, { row }] of lines.entries()) origins.set(`${table}.${index}`, { table, row });
      return [[table, lines.map(({ body }) => without(body, ['workshop']))]];
    }),
  );
  const { machines: _, ...words } = was ?? { machines: [] };
  const head = line === undefined ? words : { ...keptOf(was), ...line.body };
  const attributes = things.has('attributes')
    ? attributesOf(
        ofWorkshop('attributes').filter(({ body }) => body['machine'] === undefined),
        { origins, path: 'attributes' },
        faults,
      )
    : (was?.attributes ?? {});
  return { ...head, ...listed, attributes, machines: machinesOf(source, faults) };
}

/** What stands in other tables than that of the workshops. */
function keptOf(was: Workshop | undefined): object {
  if (was === undefined) return {};
  const { contacts, certificates, consents, attributes } = was;
  return { contacts, certificates, consents, attributes };
}

function machinesOf({ things, ofWorkshop, was, origins }: Source, faults: TableFault[]): readonly object[] {
  const lines = things.has('machines')
    ? ofWorkshop('machines').map(({ row, body }) => ({ row, body: without(body, ['workshop']) }))
    : (was?.machines ?? []).map((machine) => ({ row: null, body: machine as Body }));
  return lines.map(({ row, body }, index) => {
    const id = String(body['id'] ?? '');
    if (row !== null) origins.set(`machines.${index}`, { table: 'machines', row });
    const old = was?.machines.find((machine) => machine.id === id);
    const own = (table: TableName): readonly Thing[] =>
      ofWorkshop(table).filter((thing) => String(thing.body['machine'] ?? '') === id);
    const processes = own('processes');
    for (const [at, { row: from }] of processes.entries()) {
      origins.set(`machines.${index}.processes.${at}`, { table: 'processes', row: from });
    }
    return {
      ...body,
      processes: things.has('processes')
        ? processes.map((thing) => without(thing.body, ['workshop', 'machine']))
        : (old?.processes ?? []),
      attributes: things.has('attributes')
        ? attributesOf(own('attributes'), { origins, path: `machines.${index}.attributes` }, faults)
        : (old?.attributes ?? {}),
    };
  });
}

/** Lines of one property as its value: a list takes as many lines as it has items. */
function attributesOf(
  lines: readonly Thing[],
  { origins, path }: { readonly origins: Origins; readonly path: string },
  faults: TableFault[],
): Record<string, unknown> {
  // Not an object, in which a property called toString would be there already.
  const found = new Map<string, unknown>();
  for (const { row, body } of lines) {
    const [name = '', kind = '', value = ''] = ['name', 'kind', 'value'].map((key) =>
      String(body[key] ?? ''),
    );
    const named = attributeName.safeParse(name);
    const read = named.success
      ? attributeValue(kind, value, found.get(name))
      : { column: 'name', problem: named.error.issues[0]?.message ?? '' };
    if ('problem' in read) faults.push({ table: 'attributes', row, ...read });
    else {
      found.set(name, read.value);
      origins.set(`${path}.${name}`, { table: 'attributes', row });
    }
  }
  return Object.fromEntries(found);
}

function attributeValue(
  kind: string,
  value: string,
  before: unknown,
): { readonly value: unknown } | { readonly column: string; readonly problem: string } {
  if (kind === 'list') return { value: [...(Array.isArray(before) ? before : []), value] };
  if (before !== undefined) return { column: 'name', problem: 'this property stands here twice' };
  if (kind === 'text') return { value };
  if (kind === 'yesNo') {
    return value === 'true' || value === 'false'
      ? { value: value === 'true' }
      : { column: 'value', problem: 'true or false is needed' };
  }
  if (kind !== 'number') return { column: 'kind', problem: 'number, text, yesNo or list is needed' };
  const read = readNumber(value);
  return 'problem' in read ? { column: 'value', problem: read.problem } : read;
}

/** The nearest part that has a line of its own. */
function faultAt(path: readonly string[], problem: string, origins: Origins): TableFault {
  for (let length = path.length; length >= 0; length--) {
    const origin = origins.get(path.slice(0, length).join('.'));
    if (origin !== undefined) return { ...origin, column: path.slice(length).join('.') || null, problem };
  }
  return { table: 'workshops', row: 1, column: null, problem: `${path.join('.')}: ${problem}` };
}

function noteTwice(
  table: TableName,
  lines: readonly Thing[],
  keyOf: (thing: Thing) => string,
  faults: TableFault[],
): void {
  const seen = new Set<string>();
  for (const thing of lines) {
    const key = keyOf(thing);
    if (seen.has(key))
      faults.push({ table, row: thing.row, column: 'id', problem: `${key} stands here twice` });
    seen.add(key);
  }
}

/** Lines that belong to nothing. */
function noteLost(things: Things, before: Directory, faults: TableFault[]): void {
  const workshops = new Set(before.workshops.keys());
  for (const { body } of things.get('workshops') ?? []) workshops.add(String(body['id'] ?? ''));
  const machines = new Set(
    things.has('machines')
      ? (things.get('machines') ?? []).map(({ body }) => `${body['workshop']}/${body['id']}`)
      : [...before.workshops.values()].flatMap(({ id, machines: all }) =>
          all.map((each) => `${id}/${each.id}`),
        ),
  );
  for (const table of [
    'contacts',
    'certificates',
    'consents',
    'machines',
    'processes',
    'attributes',
  ] as const) {
    for (const { row, body } of things.get(table) ?? []) {
      const workshop = String(body['workshop'] ?? '');
      if (!workshops.has(workshop)) {
        faults.push({ table, row, column: 'workshop', problem: `there is no workshop ${workshop}` });
      } else if ((table === 'processes' || body['machine'] !== undefined) && table !== 'machines') {
        const machine = `${workshop}/${String(body['machine'] ?? '')}`;
        if (!machines.has(machine) && (table === 'processes' || table === 'attributes')) {
          faults.push({ table, row, column: 'machine', problem: `there is no machine ${machine}` });
        }
      }
    }
  }
}

function without(body: Body, keys: readonly string[]): Body {
  return Object.fromEntries(Object.entries(body).filter(([key]) => !keys.includes(key)));
}
