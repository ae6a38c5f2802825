// The measure: what mqtt.js, the payload decoder and SQLite cost with nothing around them. No sessions, no order, no
// receipts, no board, no tallies: it takes what comes and writes it, sorted by machine, 5,000 rows in a transaction.
import { DatabaseSync } from 'node:sqlite';
import { type MachineState, machineStates } from '@nakamawashi/machine-model';
import { connectMqtt } from '@nakamawashi/runtime';
import {
  decodePayload,
  elementName,
  endOf,
  type Parcel,
  parseTopic,
  readParcel,
} from '@nakamawashi/sparkplug';

const [url = '', username = '', password = '', file = ''] = process.argv.slice(2);
const batchRows = 5_000;
const database = new DatabaseSync(file);
const columns = machineStates.map((state: MachineState) => `"${elementName(state)}" INTEGER`).join(', ');
database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
  CREATE TABLE slot (machine TEXT, start INTEGER, length_ms INTEGER, ${columns},
    PRIMARY KEY (machine, start)) WITHOUT ROWID`);
const insert = database.prepare(
  `INSERT OR IGNORE INTO slot VALUES (?, ?, ?${', ?'.repeat(machineStates.length)})`,
);
let waiting: Parcel[] = [];
let rows = 0;

function write(): void {
  database.exec('BEGIN');
  for (const { slots } of waiting.sort((a, b) => (a.machine < b.machine ? -1 : 1))) {
    for (const slot of slots) {
      const elements = machineStates.map((state) => slot.elements[state]);
      insert.run(slot.machine, endOf(slot) - slot.lengthMs, slot.lengthMs, ...elements);
    }
  }
  database.exec('COMMIT');
  waiting = [];
  rows = 0;
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
    if (rows >= batchRows) write();
  },
});
await connection.subscribe([{ topic: 'spBv1.0/+/DDATA/#', qos: 0 }]);
setInterval(() => rows > 0 && write(), 100);
process.stdout.write('ready\n');
