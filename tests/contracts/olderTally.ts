// A tally as it was put before tallies said the plan that they were computed with: without that column or field. What
// such a store holds must still be read, and be computed again once its calendars are noted.
import { DatabaseSync } from 'node:sqlite';
import { noTime } from '@nakamawashi/machine-model';
import { fieldNames, tagsOf, tallyPoint } from '../../cloud-aggregator/src/store/points.ts';
import type { MachineDay } from '../../cloud-aggregator/src/store/utilisationStore.ts';

/** Sends it to a write address of InfluxDB, whose times are in milliseconds. */
export async function sendOlder(address: string, authorization: string, day: MachineDay): Promise<void> {
  const { at, values } = tallyPoint(olderTally(day));
  const { workshop, machine } = tagsOf(day.machine);
  const fields = fieldNames('day_tally').flatMap((name, index) =>
    name === 'plan' ? [] : [`${name}=${String(values[index])}i`],
  );
  const body = `day_tally,machine=${machine},workshop=${workshop} ${fields.join(',')} ${at}`;
  const headers = authorization === '' ? undefined : { authorization };
  const answer = await fetch(address, {
    method: 'POST',
    body,
    ...(headers === undefined ? {} : { headers }),
  });
  if (!answer.ok) throw new Error(`${address}: ${answer.status} ${await answer.text()}`);
}

/** The header of a name and a password. */
export function basic(name: string, password: string): string {
  return `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
}

/** Writes it into a SQLite file, where the column that it does not name has its default. */
export function insertOlder(file: string, { machine, date }: MachineDay): void {
  const database = new DatabaseSync(file);
  const columns = database
    .prepare('PRAGMA table_info(tally)')
    .all()
    .map((row) => String(row['name']))
    .filter((name) => name !== 'plan');
  database.prepare('INSERT OR IGNORE INTO machine (id) VALUES (?)').run(machine);
  const { key = 0 } = database.prepare('SELECT key FROM machine WHERE id = ?').get(machine) ?? {};
  const zeros = columns.slice(2).map(() => 0);
  database
    .prepare(`INSERT INTO tally (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`)
    .run(key, date, ...zeros);
  database.close();
}

/** A day without anything, of a plan that nobody knows. */
export function olderTally({ machine, date }: MachineDay) {
  const morning = { plannedMs: 0, observedMs: 0, busyMs: 0 };
  return { tally: { machine, date, plannedMs: 0, inPlan: noTime, outsidePlan: noTime, morning }, plan: '' };
}
