// A strict stand-in for InfluxDB 3 Core as far as it keeps the interface of 1.x: `/write` and InfluxQL on `/query`,
// tokens as the password. It makes no databases and no retention policies by InfluxQL, and a tag and a field may not
// share a name.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type FieldPoint, LineError, readLines } from './lineProtocol.ts';

export interface Influx3Double {
  readonly url: string;
  readonly token: string;
  stop(): Promise<void>;
}

interface Reply {
  readonly status: number;
  readonly body: unknown;
}
type Fields = Readonly<Record<string, FieldPoint>>;
/** One row of a table: its tags, its time and its fields. */
interface TableRow {
  readonly tags: Readonly<Record<string, string>>;
  readonly time: number;
  readonly fields: Fields;
}
type Database = Map<string, Map<string, TableRow>>;

const token = 'apiv3_token';

/** Starts it on a free port with these databases. */
export async function startInflux3Double(names: readonly string[]): Promise<Influx3Double> {
  const databases = new Map<string, Database>(names.map((name) => [name, new Map()]));
  const server = createServer((request, response) => {
    void answer(request, databases)
      .catch((error): Reply => ({ status: 500, body: { error: String(error) } }))
      .then(({ status, body }) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(body === null ? '' : JSON.stringify(body));
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    token,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(request: IncomingMessage, databases: ReadonlyMap<string, Database>): Promise<Reply> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://double');
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const basic = Buffer.from(request.headers.authorization?.replace(/^Basic /, '') ?? '', 'base64').toString();
  if (basic.split(':')[1] !== token && searchParams.get('p') !== token)
    return { status: 401, body: { error: 'unauthorized' } };
  const name = searchParams.get('db') ?? '';
  const database = databases.get(name);
  if (database === undefined) return { status: 404, body: { error: `database not found: ${name}` } };
  if (pathname === '/write') return write(database, searchParams, Buffer.concat(parts).toString());
  if (pathname === '/query') return query(database, searchParams);
  return { status: 404, body: { error: 'not found' } };
}

function write(database: Database, parameters: URLSearchParams, body: string): Reply {
  if (parameters.get('precision') !== 'ms')
    return { status: 400, body: { error: 'milliseconds are expected here' } };
  try {
    for (const points of readLines(body)) writePoint(database, points);
    return { status: 204, body: null };
  } catch (error) {
    if (error instanceof LineError)
      return { status: 400, body: { error: 'partial write of line protocol occurred', data: error.message } };
    throw error;
  }
}

function writePoint(database: Database, points: readonly FieldPoint[]): void {
  const [first] = points;
  if (first === undefined) return;
  const { measurement, tags, time } = first;
  const shared = points.find(({ field }) => field in tags);
  if (shared !== undefined) throw new LineError(`${shared.field} is a tag and a field`);
  const table = database.get(measurement) ?? new Map<string, TableRow>();
  database.set(measurement, table);
  const [example] = table.values();
  if (example !== undefined && Object.keys(example.tags).join() !== Object.keys(tags).join()) {
    throw new LineError('the tags of a table cannot change');
  }
  for (const point of points) {
    const known = example?.fields[point.field]?.type ?? point.type;
    if (known !== point.type) throw new LineError(`column ${point.field} is ${known}, not ${point.type}`);
  }
  const key = JSON.stringify([tags, time]);
  const fields = Object.fromEntries(points.map((point) => [point.field, point]));
  table.set(key, { tags, time, fields: { ...table.get(key)?.fields, ...fields } });
}

const select = /^SELECT (.+) FROM "(\w+)"(?: WHERE (.+?))?(?: ORDER BY time ASC)?(?: LIMIT (\d+))?$/;
const newest = /^SELECT last\("(\w+)"\) FROM "(\w+)" GROUP BY "workshop", "machine"$/;

function query(database: Database, parameters: URLSearchParams): Reply {
  const text = parameters.get('q') ?? '';
  if (parameters.get('epoch') !== 'ms')
    return { status: 400, body: { error: 'milliseconds are expected here' } };
  const last = newest.exec(text);
  if (last !== null) return found(newestSeries(database, last[1] ?? '', last[2] ?? ''));
  const [, columns, table, where, limit] = select.exec(text) ?? [];
  if (columns === undefined || table === undefined) {
    return { status: 400, body: { error: `error in InfluxQL statement: unsupported: ${text}` } };
  }
  const names = columns.split(', ').map((column) => column.slice(1, -1));
  const rows = [...(database.get(table)?.values() ?? [])]
    .filter((row) => where === undefined || where.split(' AND ').every((each) => holds(each, row)))
    .sort((a, b) => a.time - b.time)
    .slice(0, limit === undefined ? undefined : Number(limit));
  const values = rows.map((row) => [
    row.time,
    ...names.map((name) => row.tags[name] ?? row.fields[name]?.value ?? null),
  ]);
  return found(values.length === 0 ? [] : [{ name: table, columns: ['time', ...names], values }]);
}

function newestSeries(database: Database, field: string, table: string) {
  const rows = [...(database.get(table)?.values() ?? [])];
  const groups = Map.groupBy(rows, ({ tags }) => JSON.stringify(tags));
  return [...groups.values()].map((group) => {
    const { tags, time, fields } = group.reduce((a, b) => (a.time > b.time ? a : b));
    return { name: table, tags, columns: ['time', 'last'], values: [[time, fields[field]?.value ?? null]] };
  });
}

function holds(condition: string, { tags, time, fields }: TableRow): boolean {
  const [, operator, instant] = /^time (>=|<) (\d+)ms$/.exec(condition) ?? [];
  if (operator !== undefined) return operator === '<' ? time < Number(instant) : time >= Number(instant);
  const [, name = '', text] = /^"(\w+)" = (?:'([^'\\]*)'|true)$/.exec(condition) ?? [];
  if (name === '') throw new Error(`unsupported: ${condition}`);
  return text === undefined ? fields[name]?.value === true : tags[name] === text;
}

function found(series: readonly unknown[]): Reply {
  return { status: 200, body: { results: [{ statement_id: 0, ...(series.length > 0 ? { series } : {}) }] } };
}
