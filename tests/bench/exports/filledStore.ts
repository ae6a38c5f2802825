// A consortium of any size with a month of day tallies in its store, as they are when the month is over: counted.
import { join } from 'node:path';
import { addTime, type DayTally, noHalf, noTime, timeIn } from '@nakamawashi/machine-model';
import { emptyDirectory, planBasis } from '../../../cloud-aggregator/src/directory/directory.ts';
import { entrySchemas } from '../../../cloud-aggregator/src/directory/entryKinds.ts';
import { openPlanBook } from '../../../cloud-aggregator/src/directory/planBook.ts';
import { openRecords } from '../../../cloud-aggregator/src/directory/records.ts';
import type { ExportHome } from '../../../cloud-aggregator/src/exports/exportHome.ts';
import { openSqliteStore } from '../../../cloud-aggregator/src/store/sqliteStore.ts';
import { datesBetween } from '../../../cloud-aggregator/src/tallies.ts';
import { demoCalendars } from '../../../packages/simulators/src/demo/demoWeek.ts';

const timeZone = 'Asia/Tokyo';
const machinesOfEach = 5;
const shopsAtOnce = 100;
const processes = ['TURN', 'MILL-3', 'GR-SURF', 'ED-WIRE', 'PRESS', 'TURN-MILL', 'W-TIG', 'SH-BEND'];
const dayMs = 86_400_000;
/** The end of October 2026 in Tokyo. */
const end = Date.parse('2026-11-01T00:00:00+09:00');

/** Fills records and store of a folder, and says where everything lies. */
export async function filledStore(folder: string, machines: number): Promise<ExportHome> {
  const calendars = new Map(Object.entries(demoCalendars(timeZone, 0)));
  const shops = Array.from({ length: machines / machinesOfEach }, (_, at) => workshopAt(at));
  const directory = {
    ...emptyDirectory(timeZone),
    calendars,
    workshops: new Map(shops.map((each) => [each.id, each])),
  };
  openRecords(folder, directory, 1).database.close();
  const file = join(folder, 'store.sqlite');
  const store = openSqliteStore(file);
  const plans = openPlanBook(() => directory);
  const dates = datesBetween('2026-10-01', '2026-10-31');
  for (let first = 0; first < shops.length; first += shopsAtOnce) {
    const ids = shops
      .slice(first, first + shopsAtOnce)
      .flatMap(({ id, machines: own }) => own.map((each) => `${id}/${each.id}`));
    const marks = new Map(ids.map((each) => [each, end]));
    await store.commit({ slots: [], marks, deadLetters: [], days: [] });
    await store.setBases(new Map(ids.map((each) => [each, planBasis(directory, each)])));
    const tallies = ids.flatMap((machine) =>
      dates.map((date) => {
        const { planned } = plans.day(machine, date);
        const plannedMs = planned.reduce((sum, { from, until }) => sum + until - from, 0);
        return { due: { machine, date, stamp: 0 }, tally: tallyOf(machine, date, plannedMs) };
      }),
    );
    await store.putTallies(tallies);
  }
  await store.close();
  return {
    dataDir: folder,
    store: { sqlite: { file } },
    kpiFolder: undefined,
    timeZone,
    issueDay: 3,
    freezeDay: 10,
  };
}

function workshopAt(at: number) {
  const id = `shop-${String(at).padStart(5, '0')}`;
  const name = { ja: `第${at}製作所`, en: `Works no. ${at}` };
  return entrySchemas.workshop.parse({
    id,
    name,
    calendar: 'eight-to-five',
    consents: [{ what: 'monthly', text: '1', person: 'p', at: 1 }],
    machines: Array.from({ length: machinesOfEach }, (_, number) => ({
      id: `m-${number}`,
      name: { ja: `旋盤 ${number}号機`, en: `Lathe ${number}` },
      class: { ja: '旋盤', en: 'Lathe' },
      processes: [processes[(at + number) % processes.length]],
    })),
  });
}

/** Two thirds of the plan in production, the rest idle and, for some machines, unknown. */
function tallyOf(machine: string, date: string, plannedMs: number): DayTally {
  const production = Math.floor((plannedMs * 2) / 3) - (machine.length % 7);
  const rest = timeIn(machine.endsWith('3') ? 'unknown' : 'idle', plannedMs - production);
  const inPlan = plannedMs === 0 ? noTime : addTime(timeIn('production', production), rest);
  return { machine, date, plannedMs, inPlan, outsidePlan: timeIn('off', dayMs - plannedMs), morning: noHalf };
}
