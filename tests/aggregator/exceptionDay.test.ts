// Somebody writes one closed day into a calendar while the aggregator runs: that day is counted again, of every machine
// whose workshop has the calendar, and no other day of any machine.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dayBounds, timeIn } from '@nakamawashi/machine-model';
import { afterEach, expect, it, vi } from 'vitest';
import { addAccount } from '../../cloud-aggregator/src/broker/accounts.ts';
import { loadAll } from '../../cloud-aggregator/src/config.ts';
import { type Directory, machinesOf, planBasis } from '../../cloud-aggregator/src/directory/directory.ts';
import { openPlanBook } from '../../cloud-aggregator/src/directory/planBook.ts';
import { openRecords } from '../../cloud-aggregator/src/directory/records.ts';
import { openSqliteStore } from '../../cloud-aggregator/src/store/sqliteStore.ts';
import type { UtilisationStore } from '../../cloud-aggregator/src/store/utilisationStore.ts';
import { countDay, datesBetween } from '../../cloud-aggregator/src/tallies.ts';
import { startAggregator, type TestAggregator, writeConfig } from './testEdge.ts';

const soon = { timeout: 30_000, interval: 50 };
const dates = datesBetween('2026-09-01', '2026-10-31');
const closed = '2026-10-07';
const shopYaml = (id: string, calendar: string): string => `id: ${id}
name: { ja: ${id}, en: ${id} }
calendar: ${calendar}
machines:
  - { id: a, name: { ja: 旋盤, en: Lathe } }
  - { id: b, name: { ja: 旋盤, en: Lathe } }
`;
const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri'];
const lateYaml = `timeZone: Asia/Tokyo
patterns:
  - week: { ${weekdays.map((day) => `${day}: [{ from: "14:00", until: "24:00" }]`).join(', ')} }
`;

let aggregator: TestAggregator | undefined;
afterEach(async () => {
  await aggregator?.stop();
  aggregator?.remove();
});

it('makes exactly that day due, of each machine with that calendar', async () => {
  const { folder, file } = writeConfig();
  for (const [id, calendar] of [
    ['rokugo', 'late'],
    ['haneda', 'late'],
    ['omori', 'always'],
  ] as const)
    writeFileSync(join(folder, `directory/${id}.yaml`), shopYaml(id, calendar));
  writeFileSync(join(folder, 'calendars/late.yaml'), lateYaml);
  const storeFile = join(folder, 'data/store.sqlite');
  const { first } = loadAll(file);
  await fill(storeFile, first);
  const put: string[] = [];
  const password = addAccount(join(folder, 'accounts.yaml'), 'kamata');
  aggregator = await startAggregator(
    { folder, file, password },
    { openStore: async () => watched(openSqliteStore(storeFile), put) },
  );

  const records = openRecords(join(folder, 'data'), first, 1);
  const before = records.members.now().calendars.get('late');
  if (before === undefined) throw new Error('BUG: no calendar');
  const body = { ...before, exceptions: [{ from: closed, through: closed, shifts: [] }] };
  records.members.change({ kind: 'calendar', id: 'late', body, person: 'office', at: 2 });
  const now = records.members.now();
  records.database.close();

  const look = openSqliteStore(storeFile);
  await vi.waitFor(async () => {
    expect((await look.bases()).get('rokugo/a')).toBe(planBasis(now, 'rokugo/a'));
    expect(await look.dueDays(1)).toEqual([]);
  }, soon);
  const concerned = ['haneda/a', 'haneda/b', 'rokugo/a', 'rokugo/b'];
  expect(put.sort()).toEqual(concerned.map((machine) => `${machine} ${closed}`));
  const days = await look.tallies({ firstDate: closed, lastDate: closed });
  const planned = days.map(({ tally }) => [tally.machine, tally.plannedMs]);
  expect(Object.fromEntries(planned)).toEqual({
    'haneda/a': 0,
    'haneda/b': 0,
    'kamata/lathe-1': 24 * 3_600_000,
    'omori/a': 24 * 3_600_000,
    'omori/b': 24 * 3_600_000,
    'rokugo/a': 0,
    'rokugo/b': 0,
  });
  await look.close();
}, 60_000);

/** Two months of every machine, with slots around the day, counted and noted. */
async function fill(file: string, directory: Directory): Promise<void> {
  const store = openSqliteStore(file);
  const plans = openPlanBook(() => directory);
  const machines = machinesOf(directory);
  const { from } = dayBounds(closed, directory.timeZone);
  const slots = machines.flatMap((machine) =>
    Array.from({ length: 72 }, (_, hour) => ({
      machine,
      start: from + (hour - 24) * 3_600_000 - 600_000,
      lengthMs: 3_600_000,
      elements: timeIn('production', 3_600_000),
    })),
  );
  await store.commit({ slots, marks: new Map(), deadLetters: [], days: [] });
  for (const machine of machines) {
    const days = await Promise.all(
      dates.map(async (date) => ({
        due: { machine, date, stamp: -1 },
        ...(await countDay(store, plans, { machine, date })),
      })),
    );
    await store.putTallies(days);
  }
  const bases = new Map(machines.map((machine) => [machine, planBasis(directory, machine)]));
  await store.noteBases(bases, ({ machine, date }) => plans.day(machine, date).digest);
  await store.close();
}

/** The store, and every day whose tally is put into it. */
function watched(store: UtilisationStore, put: string[]): UtilisationStore {
  return {
    ...store,
    putTallies: (tallies) => {
      put.push(...tallies.map(({ due }) => `${due.machine} ${due.date}`));
      return store.putTallies(tallies);
    },
  };
}
