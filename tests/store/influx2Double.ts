// A strict stand-in for InfluxDB 2, written from its published API: tokens, organisations, buckets, line protocol,
// precision, partial writes and their error bodies, and the Flux of our queries. It refuses whatever it does not
// know.
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerFlux } from './fluxDouble.ts';
import { type FieldPoint, LineError, readLines } from './lineProtocol.ts';

export interface Influx2Double {
  readonly url: string;
  readonly token: string;
  readonly org: string;
  /** How many requests it answered, by path. */
  readonly requests: Map<string, number>;
  /** While set, every request is answered by this status, or not at all with 'silence'. */
  fault: number | 'silence' | null;
  stop(): Promise<void>;
}

interface Bucket {
  readonly keepMs: number | null;
  /** By measurement, tags, field and time: the same point written twice is one point. */
  readonly points: Map<string, FieldPoint>;
  readonly types: Map<string, string>;
}

/** Starts it on a free port; `buckets` names them with how long each keeps its points, null for ever. */
export async function startInflux2Double(
  buckets: Readonly<Record<string, number | null>>,
): Promise<Influx2Double> {
  const held = new Map<string, Bucket>(
    Object.entries(buckets).map(([name, keepMs]) => [name, { keepMs, points: new Map(), types: new Map() }]),
  );
  const state = { fault: null as Influx2Double['fault'] };
  const requests = new Map<string, number>();
  const server: Server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://double');
    requests.set(pathname, (requests.get(pathname) ?? 0) + 1);
    if (state.fault === 'silence') return;
    const reply =
      state.fault === null ? answer(request, held) : Promise.resolve(refusal(state.fault, 'as wished'));
    void reply
      .catch((error) => refusal(500, String(error)))
      .then(({ status, type, body }) => response.writeHead(status, { 'content-type': type }).end(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    token: 'a-token',
    org: 'ota',
    requests,
    get fault() {
      return state.fault;
    },
    set fault(wanted) {
      state.fault = wanted;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What is sent back. */
interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

async function answer(request: IncomingMessage, buckets: ReadonlyMap<string, Bucket>): Promise<Reply> {
  const url = new URL(request.url ?? '/', 'http://double');
  const body = await textOf(request);
  if (request.headers.authorization !== 'Token a-token') return refusal(401, 'unauthorized access');
  if (request.method !== 'POST') return refusal(405, 'method not allowed');
  const org = url.searchParams.get('org');
  if (org !== 'ota') return refusal(404, `organization name "${org}" not found`);
  if (url.pathname === '/api/v2/write') return write(url, body, buckets);
  if (url.pathname === '/api/v2/query') return query(body, buckets);
  return refusal(404, 'path not found');
}

function write(url: URL, body: string, buckets: ReadonlyMap<string, Bucket>): Reply {
  const name = url.searchParams.get('bucket') ?? '';
  const bucket = buckets.get(name);
  if (bucket === undefined) return refusal(404, `bucket "${name}" not found`);
  if (url.searchParams.get('precision') !== 'ms') return refusal(400, 'these tests write milliseconds only');
  let points: readonly (readonly FieldPoint[])[];
  try {
    points = readLines(body);
  } catch (error) {
    if (error instanceof LineError) return refusal(400, error.message);
    throw error;
  }
  const refused = points.map((fields) => reasonAgainst(bucket, fields));
  points.forEach((fields, index) => {
    if (refused[index] === null) for (const each of fields) bucket.points.set(keyOf(each), each);
  });
  const reasons = refused.filter((reason) => reason !== null);
  if (reasons.length === 0) return { status: 204, type: 'application/json', body: '' };
  const [first] = reasons;
  return refusal(
    422,
    `failure writing points to database: partial write: ${first} dropped=${reasons.length}`,
  );
}

/** Why a point is dropped, or null; a field's type is settled by the first point that has it. */
function reasonAgainst({ keepMs, types }: Bucket, fields: readonly FieldPoint[]): string | null {
  for (const { measurement, field, type, time } of fields) {
    if (keepMs !== null && time < Date.now() - keepMs) return 'points beyond retention policy';
    const key = `${measurement} ${field}`;
    const known = types.get(key) ?? type;
    types.set(key, known);
    if (known !== type) {
      const input = `input field "${field}" on measurement "${measurement}"`;
      return `field type conflict: ${input} is type ${type}, already exists as type ${known}`;
    }
  }
  return null;
}

function query(body: string, buckets: ReadonlyMap<string, Bucket>): Reply {
  const { query: text } = JSON.parse(body) as { query: string };
  const answered = answerFlux(text, (name) => {
    const points = buckets.get(name)?.points;
    return points === undefined ? null : [...points.values()];
  });
  if ('fault' in answered) return refusal(answered.status, answered.fault);
  return { status: 200, type: 'text/csv; charset=utf-8', body: answered.csv };
}

function keyOf({ measurement, tags, field, time }: FieldPoint): string {
  return JSON.stringify([measurement, tags, field, time]);
}

const codes: Readonly<Record<number, string>> = {
  400: 'invalid',
  401: 'unauthorized',
  404: 'not found',
  405: 'method not allowed',
  422: 'unprocessable entity',
  429: 'too many requests',
  503: 'unavailable',
};

function refusal(status: number, message: string): Reply {
  const body = JSON.stringify({ code: codes[status] ?? 'internal error', message });
  return { status, type: 'application/json; charset=utf-8', body };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}
