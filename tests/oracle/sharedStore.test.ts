// Two aggregators share the workshops over one database: the first makes the month's file on schedule, with the hours
// of both, also of days that the other one has not counted yet.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noTime, type Slot } from '@nakamawashi/machine-model';
import { createLog } from '@nakamawashi/runtime';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { workshopOf } from '../../cloud-aggregator/src/directory/directory.ts';
import { openPlanBook } from '../../cloud-aggregator/src/directory/planBook.ts';
import { openRecords } from '../../cloud-aggregator/src/directory/records.ts';
import { isOurs, shardOf } from '../../cloud-aggregator/src/directory/shard.ts';
import { openExportDesk } from '../../cloud-aggregator/src/exports/exportDesk.ts';
import { openIssueBook } from '../../cloud-aggregator/src/exports/issueBook.ts';
import { keepMonths } from '../../cloud-aggregator/src/exports/monthKeeper.ts';
import { openStore } from '../../cloud-aggregator/src/store/openStore.ts';
import type { StoreSettings } from '../../cloud-aggregator/src/store/storeSettings.ts';
import { countDay } from '../../cloud-aggregator/src/tallies.ts';
import { manualClock } from '../manualClock.ts';
import { type Influx2Double, startInflux2Double } from '../store/influx2Double.ts';
import { seededDirectory } from './seededConsortium.ts';

const month = '2026-10';
const hourMs = 3_600_000;
/** Monday, in the plan of every calendar of the seeded shops but the night's. */
const start = Date.parse('2026-10-05T10:00:00+09:00');
let folder: string;
let double: Influx2Double;
let settings: StoreSettings;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shared-'));
  double = await startInflux2Double({ slots: null, records: null });
  const tokenFile = join(folder, 'token');
  writeFileSync(tokenFile, double.token);
  settings = {
    influx2: { url: double.url, org: double.org, bucket: 'slots', recordsBucket: 'records', tokenFile },
  };
});
afterEach(async () => {
  await double.stop();
  rmSync(folder, { recursive: true, force: true });
});

it('makes the file of all workshops', async () => {
  const directory = seededDirectory(7, 1);
  const shops = [...directory.workshops.keys()];
  const plans = openPlanBook(() => directory);
  expect(new Set(shops.map((each) => shardOf(each, 2))).size).toBe(2);
  for (const index of [1, 2]) {
    const shard = { index, count: 2 };
    const store = await openStore(settings, (machine) => isOurs(shard, workshopOf(machine)));
    const slots = shops
      .filter((each) => isOurs(shard, each))
      .map(
        (each, at): Slot => ({
          machine: `${each}/m-0`,
          start,
          lengthMs: hourMs,
          elements: { ...noTime, production: hourMs - at * 60_000, idle: at * 60_000 },
        }),
      );
    const days = slots.map(({ machine }) => ({ machine, date: '2026-10-05' }));
    const marks = new Map(slots.map(({ machine }) => [machine, start + hourMs]));
    await store.commit({ slots, marks, deadLetters: [], days });
    // The first has counted its days; the second one's are due.
    if (index === 1)
      for (const due of await store.dueDays(100))
        await store.putTallies([{ due, ...(await countDay(store, plans, due)) }]);
    await store.close();
  }
  openRecords(folder, directory, 1).database.close();
  const home = {
    dataDir: folder,
    store: settings,
    kpiFolder: undefined,
    timeZone: 'Asia/Tokyo',
    issueDay: 3,
    freezeDay: 10,
  };
  const clock = manualClock(Date.parse('2026-11-05T06:01:00+09:00'));
  const stop = new AbortController();
  const store = await openStore(settings);
  const log = createLog('test');
  const desk = openExportDesk();
  const kept = keepMonths({ home, desk, clock, log, signal: stop.signal, store: () => store });
  try {
    const book = openIssueBook(folder);
    await vi.waitFor(
      async () => {
        await clock.pass(60_000);
        expect(book.issues(month)).toHaveLength(1);
      },
      { timeout: 30_000 },
    );
    const [issue] = book.issues(month);
    if (issue === undefined) throw new Error('BUG: there is one');
    const { workshops } = (await book.facts(issue)).facts;
    const seen = workshops.map(({ id, machines }) => [id, machines[0]?.inPlan.production ?? 0] as const);
    const places = new Map(
      [1, 2].flatMap((index) =>
        shops.filter((each) => shardOf(each, 2) === index).map((each, at) => [each, at] as const),
      ),
    );
    expect(new Map(seen)).toEqual(
      new Map(shops.map((each) => [each, hourMs - (places.get(each) ?? 0) * 60_000])),
    );
  } finally {
    stop.abort();
    await clock.pass(60_000);
    await kept;
    await store.close();
  }
}, 60_000);
