// A process that only writes to the outbox and the history, until it is killed: `node outboxWriter.ts FILE`. Each line
// it prints is the number of a slot that is on disk; it goes on after the newest one it finds.
import { writeSync } from 'node:fs';
import { noTime } from '@nakamawashi/machine-model';
import { openDatabase } from '../../edge-agent/src/database.ts';
import { sqliteHistory } from '../../edge-agent/src/history/sqliteHistory.ts';
import { sqliteOutbox } from '../../edge-agent/src/outbox/sqliteOutbox.ts';

const lengthMs = 300_000;
const database = openDatabase(process.argv[2] ?? '');
const outbox = sqliteOutbox(database, { maxDays: 3_650 });
const history = sqliteHistory(database);

for (let index = (outbox.lastAppendedEnd('a') ?? 0) / lengthMs; ; index += 1) {
  const from = index * lengthMs;
  const state = index % 2 === 0 ? 'production' : 'idle';
  database.durably(() => {
    history.extend('a', [{ from, until: from + lengthMs, state, inferred: false }]);
    outbox.append([{ machine: 'a', start: from, lengthMs, elements: { ...noTime, [state]: lengthMs } }]);
  });
  // At once, past any buffer that a kill would take along.
  writeSync(1, `${index}\n`);
}
