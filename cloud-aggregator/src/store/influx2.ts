// InfluxDB 2.x and Cloud through their own client. Its retry buffer and its batches are off: a write is one request
// that is waited for, and what is delivered when is decided by the queue of the aggregator.
import {
  flux,
  fluxExpression,
  HttpError,
  InfluxDB,
  Point as Line,
  setLogger,
} from '@influxdata/influxdb-client';
import { type PointDatabase, type PointQuery, PointsRefused } from './pointDatabase.ts';
import { fieldNames, type Measurement, measurements, type Point, type PointRow, tagsOf } from './points.ts';
import { inTime } from './requestTime.ts';

export interface Influx2Settings {
  readonly url: string;
  readonly org: string;
  readonly token: string;
  /** Takes the slots, and everything else where no other bucket is given for that. */
  readonly bucket: string;
  /** Takes what is kept for years where the slots' bucket keeps them for a limited time. */
  readonly recordsBucket?: string | undefined;
}

const requestMs = 30_000;
/** Some points were refused for what they are, or for their age; the others are stored. */
const refusals: ReadonlySet<number> = new Set([400, 422]);

// What fails is thrown and logged by whoever supervises; the client would print it a second time.
setLogger({ error: () => undefined, warn: () => undefined });

export function openInflux2(settings: Influx2Settings): PointDatabase {
  const { url, token, org, bucket, recordsBucket = bucket } = settings;
  const client = new InfluxDB({ url, token, timeout: requestMs });
  const queries = client.getQueryApi(org);
  const bucketOf = (measurement: Measurement): string => (measurement === 'slot' ? bucket : recordsBucket);
  const collect = (text: ReturnType<typeof flux>): Promise<Record<string, unknown>[]> =>
    inTime(queries.collectRows<Record<string, unknown>>(text), requestMs);
  return {
    prepare: async () => {
      // A bucket or an organisation that is missing is named by the server.
      for (const each of new Set([bucket, recordsBucket])) await collect(emptyQuery(each));
    },
    write: async (points) => {
      for (const [name, group] of Map.groupBy(points, ({ measurement }) => bucketOf(measurement))) {
        await writeGroup(client, { org, bucket: name }, group);
      }
    },
    read: async (query) => {
      const rows = await collect(queryText(query, bucketOf(query.measurement)));
      return rows.map((row) => rowOf(row, query.fields));
    },
    newestSlots: async () => {
      const rows = await collect(newestQuery(bucket));
      return new Map(rows.map((row) => [idOf(row), timeOf(row)]));
    },
    close: () => undefined,
  };
}

async function writeGroup(
  client: InfluxDB,
  { org, bucket }: { readonly org: string; readonly bucket: string },
  points: readonly Point[],
): Promise<void> {
  const writer = client.getWriteApi(org, bucket, 'ms', {
    // One more than there are, so that nothing is sent before `flush`, whose outcome is waited for.
    batchSize: points.length + 1,
    flushInterval: 0,
    maxRetries: 0,
    gzipThreshold: Number.POSITIVE_INFINITY,
  });
  writer.writePoints(points.map(lineOf));
  try {
    await inTime(writer.flush(), requestMs);
  } catch (error) {
    if (!(error instanceof HttpError) || !refusals.has(error.statusCode)) throw error;
    throw new PointsRefused(error.message, { cause: error });
  } finally {
    writer.dispose();
  }
}

function lineOf({ measurement, machine, at, values }: Point): Line {
  const tags = tagsOf(machine);
  const line = new Line(measurement)
    .tag('workshop', tags.workshop)
    .tag('machine', tags.machine)
    .timestamp(at);
  measurements[measurement].forEach(([name, type], index) => {
    const value = values[index];
    if (type === 'integer') line.intField(name, value);
    else if (type === 'string') line.stringField(name, value);
    else line.booleanField(name, value === true);
  });
  return line;
}

const epoch = new Date(0);

function emptyQuery(bucket: string): ReturnType<typeof flux> {
  return flux`from(bucket: ${bucket})
  |> range(start: ${epoch}, stop: ${new Date(1)})
  |> filter(fn: (r) => r._measurement == "mark")`;
}

function newestQuery(bucket: string): ReturnType<typeof flux> {
  return flux`from(bucket: ${bucket})
  |> range(start: ${epoch}, stop: ${endOfTimes})
  |> filter(fn: (r) => r._measurement == "slot" and r._field == "length_ms")
  |> last()`;
}

const endOfTimes = new Date('2262-04-11T00:00:00Z');

/** Only slots are limited, whose points have all their fields: so many of each field are so many points. */
function queryText(query: PointQuery, bucket: string): ReturnType<typeof flux> {
  const { measurement, fields, from, until, machine, limit, onlyWhere } = query;
  const tags = machine === undefined ? null : tagsOf(machine);
  const stop = new Date(Math.min(until, endOfTimes.getTime()));
  const ofMachine =
    tags === null
      ? ''
      : flux` and r.workshop == ${tags.workshop} and r.machine == ${tags.machine}`.toString();
  const isAll = fields.length === fieldNames(measurement).length;
  const wanted = fields.map((name) => flux`r._field == ${name}`.toString()).join(' or ');
  const stages = [
    flux`from(bucket: ${bucket})`,
    flux`range(start: ${new Date(from)}, stop: ${stop})`,
    flux`filter(fn: (r) => r._measurement == ${measurement}${fluxExpression(ofMachine)})`,
    ...(isAll ? [] : [flux`filter(fn: (r) => ${fluxExpression(wanted)})`]),
    ...(onlyWhere === undefined
      ? []
      : [flux`filter(fn: (r) => r._field == ${onlyWhere} and r._value == true)`]),
    ...(limit === undefined ? [] : [flux`limit(n: ${limit})`]),
    flux`pivot(rowKey: ["_time"], columnKey: ["_field"], valueColumn: "_value")`,
  ];
  return fluxExpression(stages.join('\n  |> '));
}

function rowOf(row: Readonly<Record<string, unknown>>, fields: readonly string[]): PointRow {
  const values = fields.map((name) => row[name] as number | string | boolean);
  return { machine: idOf(row), at: timeOf(row), values };
}

function idOf(row: Readonly<Record<string, unknown>>): string {
  return `${row['workshop']}/${row['machine']}`;
}

function timeOf(row: Readonly<Record<string, unknown>>): number {
  return Date.parse(String(row['_time']));
}
