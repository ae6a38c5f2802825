// InfluxDB 1.x through its own client, and InfluxDB 3 Core, which keeps that interface. The client's retries are off:
// what is delivered when is decided by the queue of the aggregator, and a request that is not answered is a failure.
import { messageOf } from '@nakamawashi/runtime';
import { FieldType, InfluxDB, type IPoint, type ISchemaOptions } from 'influx';
import { z } from 'zod';
import { type PointDatabase, type PointQuery, PointsRefused } from './pointDatabase.ts';
import { fieldNames, type Measurement, measurements, type Point, type PointRow, tagsOf } from './points.ts';
import { inTime } from './requestTime.ts';

export interface Influx1Settings {
  readonly url: string;
  readonly database: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** Slots older than this are dropped by the server; everything else is kept. Not with InfluxDB 3. */
  readonly keepSlotsDays?: number | undefined;
}

const requestMs = 30_000;
/** The retention policy of the slots where they are kept for a limited time. */
const slotsPolicy = 'slots';
const dayHours = 24;

export function openInflux1(settings: Influx1Settings): PointDatabase {
  const { database, keepSlotsDays } = settings;
  const client = clientOf(settings);
  const rows = async (text: string): Promise<readonly Series[]> =>
    seriesOf(await ask(client, database, text));
  const policyOf = (measurement: Measurement): string | undefined =>
    measurement === 'slot' && keepSlotsDays !== undefined ? slotsPolicy : undefined;
  const placeOf = (measurement: Measurement): string => {
    const policy = policyOf(measurement);
    return policy === undefined ? `"${measurement}"` : `"${policy}"."${measurement}"`;
  };
  return {
    prepare: () => prepare(client, settings),
    write: async (points) => {
      const groups = Map.groupBy(points, ({ measurement }) => policyOf(measurement));
      for (const [retentionPolicy, group] of groups) {
        const options = {
          database,
          precision: 'ms',
          ...(retentionPolicy === undefined ? {} : { retentionPolicy }),
        };
        await writing(
          client.writePoints(group.map(pointOf), options as Parameters<InfluxDB['writePoints']>[1]),
        );
      }
    },
    read: async (query) => (await rows(queryText(query, placeOf(query.measurement)))).flatMap(rowsOf),
    newestSlots: async () => {
      const newest = await rows(
        `SELECT last("length_ms") FROM ${placeOf('slot')} GROUP BY "workshop", "machine"`,
      );
      return new Map(newest.map(({ tags, values }) => [idOf(tags), Number(values?.[0]?.[0])]));
    },
    close: () => undefined,
  };
}

function clientOf({ url, database, username, password }: Influx1Settings): InfluxDB {
  const { protocol, hostname, port, pathname } = new URL(url);
  const host = { protocol: protocol === 'https:' ? ('https' as const) : ('http' as const), host: hostname };
  const usual = protocol === 'https:' ? 443 : 80;
  return new InfluxDB({
    hosts: [{ ...host, port: port === '' ? usual : Number(port), path: pathname === '/' ? '' : pathname }],
    database,
    schema: schemasOf(database),
    pool: { maxRetries: 0, requestTimeout: requestMs },
    ...(username === undefined ? {} : { username, password: password ?? '' }),
  });
}

const types = { integer: FieldType.INTEGER, string: FieldType.STRING, boolean: FieldType.BOOLEAN };

function schemasOf(database: string): ISchemaOptions[] {
  return (Object.keys(measurements) as Measurement[]).map((measurement) => ({
    database,
    measurement,
    fields: Object.fromEntries(measurements[measurement].map(([name, type]) => [name, types[type]])),
    tags: ['workshop', 'machine'],
  }));
}

/** The time is given as text: the client takes the number 0 for no time at all. */
function pointOf({ measurement, machine, at, values }: Point): IPoint {
  const fields = Object.fromEntries(fieldNames(measurement).map((name, index) => [name, values[index]]));
  return { measurement, tags: { ...tagsOf(machine) }, fields, timestamp: String(at) };
}

/** Makes the database and the slots' retention policy where they are missing and may be made. */
async function prepare(client: InfluxDB, { database, keepSlotsDays }: Influx1Settings): Promise<void> {
  if (!(await hasDatabase(client, database))) await createDatabase(client, database);
  if (keepSlotsDays === undefined) return;
  const hours = keepSlotsDays * dayHours;
  const known = await inTime(client.showRetentionPolicies(database), requestMs);
  const policy = known.find(({ name }) => name === slotsPolicy);
  const options = { database, duration: `${hours}h`, replication: 1, isDefault: false };
  if (policy === undefined) await inTime(client.createRetentionPolicy(slotsPolicy, options), requestMs);
  else if (policy.duration !== `${hours}h0m0s`) {
    await inTime(client.alterRetentionPolicy(slotsPolicy, options), requestMs);
  }
}

/** InfluxDB 3 has no statement for this, and a careful 1.x lets only an administrator do it. */
async function createDatabase(client: InfluxDB, database: string): Promise<void> {
  try {
    await inTime(client.createDatabase(database), requestMs);
  } catch (error) {
    const words = `there is no database "${database}", and this user cannot make it (${messageOf(error)})`;
    throw new Error(`${words}: make it on the server`, { cause: error });
  }
}

async function hasDatabase(client: InfluxDB, database: string): Promise<boolean> {
  try {
    seriesOf(await ask(client, database, 'SELECT "through" FROM "mark" LIMIT 1'));
    return true;
  } catch (error) {
    if (!/database not found/i.test(messageOf(error))) throw error;
    return false;
  }
}

/** The client has no class for what the server refused: the status stands in the text and in the answer. */
async function writing(request: Promise<void>): Promise<void> {
  try {
    await inTime(request, requestMs);
  } catch (error) {
    const status = (error as { res?: { statusCode?: number } }).res?.statusCode;
    if (status === 400) throw new PointsRefused(messageOf(error), { cause: error });
    throw error;
  }
}

function ask(client: InfluxDB, database: string, text: string): Promise<unknown> {
  return inTime(client.queryRaw(text, { database, precision: 'ms' }), requestMs);
}

function queryText(query: PointQuery, place: string): string {
  const { fields, from, until, machine, limit, onlyWhere } = query;
  const columns = [...fields, 'workshop', 'machine'].map((name) => `"${name}"`).join(', ');
  const { workshop = '', machine: one = '' } = machine === undefined ? {} : tagsOf(machine);
  const conditions = [
    `time >= ${from}ms AND time < ${until}ms`,
    ...(machine === undefined ? [] : [`"workshop" = ${quoted(workshop)} AND "machine" = ${quoted(one)}`]),
    ...(onlyWhere === undefined ? [] : [`"${onlyWhere}" = true`]),
  ];
  const most = limit === undefined ? '' : ` LIMIT ${limit}`;
  return `SELECT ${columns} FROM ${place} WHERE ${conditions.join(' AND ')} ORDER BY time ASC${most}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

const cell = z.union([z.number(), z.string(), z.boolean(), z.null()]);
const seriesShape = z.object({
  tags: z.record(z.string(), z.string()).optional(),
  values: z.array(z.array(cell)).optional(),
});
type Series = z.infer<typeof seriesShape>;
const resultShape = z.object({ series: z.array(seriesShape).optional(), error: z.string().optional() });
const answerShape = z.object({ results: z.array(resultShape).optional(), error: z.string().optional() });

function seriesOf(answer: unknown): readonly Series[] {
  const { results = [], error } = answerShape.parse(answer);
  const fault = error ?? results.find((each) => each.error !== undefined)?.error;
  if (fault !== undefined) throw new Error(`InfluxDB: ${fault}`);
  return results.flatMap(({ series }) => series ?? []);
}

/** Each row: time, the fields in the order they were asked for, workshop, machine. */
function rowsOf({ values = [] }: Series): PointRow[] {
  return values.map((row) => {
    const machine = `${row.at(-2)}/${row.at(-1)}`;
    return { machine, at: Number(row[0]), values: row.slice(1, -2).map((value) => value ?? 0) };
  });
}

function idOf(tags: Readonly<Record<string, string>> = {}): string {
  return `${tags['workshop']}/${tags['machine']}`;
}
