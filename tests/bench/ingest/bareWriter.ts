// The measure: what mqtt.js, the payload decoder and SQLite, or the InfluxDB client, cost with nothing around them.
// No sessions, no order, no receipts, no board, no tallies: it takes what comes and writes it, sorted by machine,
// 5,000 rows in a transaction.
import { DatabaseSync } from 'node:sqlite';
import { type MachineState, machineStates, type Slot } from '@nakamawashi/machine-model';
import { connectMqtt } from '@nakamawashi/runtime';
import {
  decodePayload,
  elementName,
  endOf,
  type Parcel,
  parseTopic,
  readParcel,
} from '@nakamawashi/sparkplug';
import { FieldType, InfluxDB, type IPoint } from 'influx';

const [url = '', username = '', password = '', target = ''] = process.argv.slice(2);
const batchRows = 5_000;
const names = machineStates.map((state: MachineState) => elementName(state));
const write = target.startsWith('http') ? await influxWriter(target) : sqliteWriter(target);
let waiting: Parcel[] = [];
let rows = 0;
let writing: Promise<void> | null = null;

function sqliteWriter(file: string): (parcels: readonly Parcel[]) => Promise<void> {
  const database = new DatabaseSync(file);
  const columns = names.map((name) => `"${name}" INTEGER`).join(', ');
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    CREATE TABLE slot (machine TEXT, start INTEGER, length_ms INTEGER, ${columns},
      PRIMARY KEY (machine, start)) WITHOUT ROWID`);
  const places = ', ?'.repeat(names.length);
  const insert = database.prepare(`INSERT OR IGNORE INTO slot VALUES (?, ?, ?${places})`);
  return async (parcels) => {
    database.exec('BEGIN');
    for (const slot of parcels.flatMap(({ slots }) => slots)) {
      const elements = machineStates.map((state) => slot.elements[state]);
      insert.run(slot.machine, endOf(slot) - slot.lengthMs, slot.lengthMs, ...elements);
    }
    database.exec('COMMIT');
  };
}

async function influxWriter(address: string): Promise<(parcels: readonly Parcel[]) => Promise<void>> {
  const fields = ['length', ...machineStates].map((name) => `${name}_ms`);
  const client = new InfluxDB(`${address}/bare`);
  client.addSchema({
    measurement: 'slot',
    fields: Object.fromEntries(fields.map((name) => [name, FieldType.INTEGER])),
    tags: ['workshop', 'machine'],
  });
  await client.createDatabase('bare');
  const pointOf = ({ machine: id, start, lengthMs, elements }: Slot): IPoint => {
    const [workshop = '', machine = ''] = id.split('/');
    const values = [lengthMs, ...machineStates.map((state) => elements[state])];
    const pairs = fields.map((name, index) => [name, values[index]]);
    return {
      measurement: 'slot',
      tags: { workshop, machine },
      fields: Object.fromEntries(pairs),
      timestamp: start,
    };
  };
  return async (parcels) => {
    const points = parcels.flatMap(({ slots }) => slots.map(pointOf));
    for (let first = 0; first < points.length; first += batchRows) {
      await client.writePoints(points.slice(first, first + batchRows), { precision: 'ms' });
    }
  };
}

/** One after the other: what comes meanwhile is the next batch. */
function writeOn(): void {
  if (writing !== null || rows === 0) return;
  const parcels = waiting.sort((a, b) => (a.machine < b.machine ? -1 : 1));
  waiting = [];
  rows = 0;
  writing = write(parcels).then(() => {
    writing = null;
    if (rows >= batchRows) writeOn();
  });
}

const connection = await connectMqtt({
  url,
  username,
  password,
  clientId: 'bare-writer',
  onMessage: (name, payload) => {
    const topic = parseTopic(name);
    if (topic?.type !== 'DDATA') return;
    const parcel = readParcel(`${topic.node}/${topic.device}`, decodePayload(payload).metrics, null);
    if (parcel === null) return;
    waiting.push(parcel);
    rows += parcel.slots.length;
    if (rows >= batchRows) writeOn();
  },
});
await connection.subscribe([{ topic: 'spBv1.0/+/DDATA/#', qos: 0 }]);
setInterval(writeOn, 100);
process.stdout.write('ready\n');
