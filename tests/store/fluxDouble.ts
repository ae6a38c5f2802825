// Pure: answers the Flux that our store asks, stage by stage, as annotated CSV, for the stand-in of InfluxDB 2. A
// stage that it does not know is a compilation error, as a misspelt one would be.
import type { FieldPoint } from './lineProtocol.ts';

type Cell = string | number | boolean;
/** A row; `_time` in milliseconds until it is written. */
type Row = Readonly<Record<string, Cell>>;
/** Rows of one group key, by time. */
interface Table {
  readonly rows: readonly Row[];
}
type Stage = (tables: readonly Table[]) => readonly Table[];
type Answer = { readonly csv: string } | { readonly status: number; readonly fault: string };

const isoTime = String.raw`(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)`;
const condition = String.raw`r\.\w+ == (?:"(?:[^"\\]|\\.)*"|true)`;
const conditions = new RegExp(
  String.raw`^filter\(fn: \(r\) => (${condition}(?: (?:and|or) ${condition})*)\)$`,
);

export function answerFlux(text: string, pointsOf: (bucket: string) => readonly FieldPoint[] | null): Answer {
  const [source = '', ...stages] = text.split(/\s*\|> /);
  const bucket = /^from\(bucket: "([^"\\]+)"\)$/.exec(source)?.[1];
  if (bucket === undefined) return invalid(source);
  const points = pointsOf(bucket);
  if (points === null) {
    return {
      status: 404,
      fault: `failed to initialize execute state: could not find bucket "${bucket}"`,
    };
  }
  if (!stages[0]?.startsWith('range(')) return invalid('cannot submit unbounded read');
  let tables = seriesOf(points);
  for (const stage of stages) {
    const apply = stageOf(stage);
    if (apply === null) return invalid(stage);
    tables = apply(tables).filter(({ rows }) => rows.length > 0);
  }
  return { csv: tables.map(csvOf).join('') };
}

function invalid(what: string): Answer {
  return { status: 400, fault: `compilation failed: error at ${what}` };
}

function seriesOf(points: readonly FieldPoint[]): readonly Table[] {
  const groups = Map.groupBy(points, ({ measurement, tags, field }) =>
    JSON.stringify([measurement, tags, field]),
  );
  return [...groups.values()].map((group) => ({
    rows: group
      .toSorted((a, b) => a.time - b.time)
      .map(({ measurement, tags, field, value, time }) => ({
        _time: time,
        _value: value,
        _field: field,
        _measurement: measurement,
        ...tags,
      })),
  }));
}

function stageOf(text: string): Stage | null {
  const eachTable =
    (change: (rows: readonly Row[]) => readonly Row[]): Stage =>
    (tables) =>
      tables.map(({ rows }) => ({ rows: change(rows) }));
  const range = new RegExp(`^range\\(start: ${isoTime}, stop: ${isoTime}\\)$`).exec(text);
  if (range !== null) {
    const [start, stop] = [Date.parse(range[1] ?? ''), Date.parse(range[2] ?? '')];
    return eachTable((rows) => rows.filter(({ _time }) => Number(_time) >= start && Number(_time) < stop));
  }
  const wanted = conditions.exec(text)?.[1];
  if (wanted !== undefined) return eachTable((rows) => rows.filter((row) => holds(wanted, row)));
  const limit = /^limit\(n: (\d+)\)$/.exec(text)?.[1];
  if (limit !== undefined) return eachTable((rows) => rows.slice(0, Number(limit)));
  if (text === 'last()') return eachTable((rows) => rows.slice(-1));
  if (text === 'pivot(rowKey: ["_time"], columnKey: ["_field"], valueColumn: "_value")') return pivot;
  return null;
}

/** `and` binds more strongly than `or`. */
function holds(text: string, row: Row): boolean {
  return text.split(' or ').some((part) =>
    part.split(' and ').every((each) => {
      const [, name = '', value = ''] = /^r\.(\w+) == (.+)$/s.exec(each) ?? [];
      return row[name] === JSON.parse(value);
    }),
  );
}

/** The fields become columns; what is left of the group key is measurement and tags. */
function pivot(tables: readonly Table[]): readonly Table[] {
  const groups = new Map<string, Map<Cell, Record<string, Cell>>>();
  for (const { _field, _value, ...rest } of tables.flatMap(({ rows }) => rows)) {
    const { _time = 0, ...key } = rest;
    const group = groups.get(JSON.stringify(key)) ?? new Map<Cell, Record<string, Cell>>();
    groups.set(JSON.stringify(key), group);
    const row = group.get(_time) ?? { ...rest };
    row[String(_field)] = _value ?? '';
    group.set(_time, row);
  }
  return [...groups.values()].map((rows) => ({
    rows: [...rows.values()].sort((a, b) => Number(a['_time']) - Number(b['_time'])),
  }));
}

function csvOf({ rows }: Table, index: number): string {
  // A row may lack what others of its table have.
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const types = names.map((name) => typeOf(name, rows.find((row) => name in row)?.[name]));
  const groups = names.map((name) => String(!name.startsWith('_') || name === '_measurement'));
  const head = [
    `#datatype,string,long,${types.join(',')}`,
    `#group,false,false,${groups.join(',')}`,
    `#default,_result,,${names.map(() => '').join(',')}`,
    `,result,table,${names.join(',')}`,
  ];
  const lines = rows.map((row) => `,,${index},${names.map((name) => cellText(name, row[name])).join(',')}`);
  return `${[...head, ...lines].join('\r\n')}\r\n\r\n`;
}

function typeOf(name: string, value: Cell | undefined): string {
  if (name === '_time') return 'dateTime:RFC3339';
  if (typeof value === 'number') return 'long';
  return typeof value === 'boolean' ? 'boolean' : 'string';
}

function cellText(name: string, value: Cell | undefined): string {
  if (name === '_time') return new Date(Number(value)).toISOString();
  const text = String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
