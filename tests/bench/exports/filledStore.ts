// A consortium of any size with day tallies in its store, as they are when their days are over: counted.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  addTime,
  type DayTally,
  dayBounds,
  noTime,
  type ShiftCalendar,
  timeIn,
} from '@nakamawashi/machine-model';
import { emptyDirectory, planBasis } from '../../../cloud-aggregator/src/directory/directory.ts';
import { entrySchemas, type Stance } from '../../../cloud-aggregator/src/directory/entryKinds.ts';
import { openPlanBook } from '../../../cloud-aggregator/src/directory/planBook.ts';
import { openRecords } from '../../../cloud-aggregator/src/directory/records.ts';
import type { ExportHome } from '../../../cloud-aggregator/src/exports/exportHome.ts';
import { openSqliteStore } from '../../../cloud-aggregator/src/store/sqliteStore.ts';
import { datesBetween } from '../../../cloud-aggregator/src/tallies.ts';
import { demoCalendars } from '../../../packages/simulators/src/demo/demoWeek.ts';

const timeZone = 'Asia/Tokyo';
const calendarName = 'eight-to-five';
const machinesOfEach = 5;
const shopsWritten = 100;
const processes = ['TURN', 'MILL-3', 'GR-SURF', 'ED-WIRE', 'PRESS', 'TURN-MILL', 'W-TIG', 'SH-BEND'];
const dayMs = 86_400_000;

/** What is filled in. */
export interface Filling {
  readonly machines: number;
  /** The days that are on record, both included. */
  readonly firstDate: string;
  readonly lastDate: string;
  /** Of every shop; Monday to Friday from eight to five unless another is given. */
  readonly calendar?: ShiftCalendar;
  /** Each shop's owner says his word for this week. */
  readonly stance?: Stance;
}

/** Fills records and store of a folder, and says where everything lies. */
export async function filledStore(folder: string, filling: Filling): Promise<ExportHome> {
  const { machines, firstDate, lastDate, calendar, stance } = filling;
  const given = calendar === undefined ? demoCalendars(timeZone, 0) : { [calendarName]: calendar };
  const calendars = new Map(Object.entries(given));
  const shops = Array.from({ length: machines / machinesOfEach }, (_, at) => workshopAt(at));
  const directory = {
    ...emptyDirectory(timeZone),
    calendars,
    workshops: new Map(shops.map((each) => [each.id, each])),
  };
  mkdirSync(folder, { recursive: true });
  const { database, members } = openRecords(folder, directory, 1);
  database.durably(() => {
    if (stance === undefined) return;
    for (const { id } of shops) {
      members.entries.change({ kind: 'stance', id, body: stance, person: 'bench', at: Date.now() });
    }
  });
  database.close();
  const file = join(folder, 'store.sqlite');
  const store = openSqliteStore(file);
  const plans = openPlanBook(() => directory);
  const dates = datesBetween(firstDate, lastDate);
  const end = dayBounds(lastDate, timeZone).until;
  // One hundred shops are written as they are counted; the others have the same days, and are copied from them.
  const ids = shops
    .slice(0, shopsWritten)
    .flatMap(({ id, machines: own }) => own.map((each) => `${id}/${each.id}`));
  const marks = new Map(ids.map((each) => [each, end]));
  await store.commit({ slots: [], marks, deadLetters: [], days: [] });
  const bases = new Map(ids.map((each) => [each, planBasis(directory, each)]));
  await store.noteBases(bases, ({ machine, date }) => plans.day(machine, date).digest);
  const tallies = ids.flatMap((machine) =>
    dates.map((date) => {
      const { planned, digest: plan } = plans.day(machine, date);
      const plannedMs = planned.reduce((sum, { from, until }) => sum + until - from, 0);
      return { due: { machine, date, stamp: 0 }, tally: tallyOf(machine, date, plannedMs), plan };
    }),
  );
  await store.putTallies(tallies);
  await store.close();
  copyMachines(file, ids.length, machines);
  return {
    dataDir: folder,
    store: { sqlite: { file } },
    kpiFolder: undefined,
    timeZone,
    issueDay: 3,
    freezeDay: 10,
  };
}

/** Gives as many machines as are wanted the days of the first ones, block by block, inside the database. */
function copyMachines(file: string, written: number, wanted: number): void {
  const database = new DatabaseSync(file);
  const columns = database.prepare('SELECT name FROM pragma_table_info(?)').all('tally');
  const days = columns.flatMap(({ name }) => (name === 'machine' ? [] : [String(name)])).join(', ');
  database.exec('PRAGMA synchronous = OFF; BEGIN');
  for (let first = written; first < wanted; first += written) {
    const many = Math.min(written, wanted - first);
    const shops = first / machinesOfEach;
    database.exec(`
      INSERT INTO machine (key, id, basis)
        SELECT key + ${first}, printf('shop-%05d', substr(id, 6, 5) + ${shops}) || substr(id, 11), basis
        FROM machine WHERE key <= ${many};
      INSERT INTO mark SELECT machine + ${first}, through FROM mark WHERE machine <= ${many};
      INSERT INTO tally (machine, ${days}) SELECT machine + ${first}, ${days} FROM tally WHERE machine <= ${many};`);
  }
  database.exec('COMMIT');
  database.close();
}

function workshopAt(at: number) {
  const id = `shop-${String(at).padStart(5, '0')}`;
  const name = { ja: `第${at}製作所`, en: `Works no. ${at}` };
  return entrySchemas.workshop.parse({
    id,
    name,
    calendar: calendarName,
    calendarConfirmedAt: Date.now(),
    consents: [{ what: 'monthly', text: '1', person: 'p', at: 1 }],
    machines: Array.from({ length: machinesOfEach }, (_, number) => ({
      id: `m-${number}`,
      name: { ja: `旋盤 ${number}号機`, en: `Lathe ${number}` },
      class: { ja: '旋盤', en: 'Lathe' },
      processes: [processes[(at + number) % processes.length]],
      attributes: { maxDiameterMm: 100 + ((at * 7 + number) % 30) * 10, materials: ['carbon', 'stainless'] },
      sharing: { desk: 'live' },
    })),
  });
}

/** Two thirds of the plan in production, the rest idle and, for some machines, unknown. */
function tallyOf(machine: string, date: string, plannedMs: number): DayTally {
  const production = Math.floor((plannedMs * 2) / 3) - (machine.length % 7);
  const rest = timeIn(machine.endsWith('3') ? 'unknown' : 'idle', plannedMs - production);
  const inPlan = plannedMs === 0 ? noTime : addTime(timeIn('production', production), rest);
  const half = Math.floor(plannedMs / 2);
  const morning = { plannedMs: half, observedMs: half, busyMs: Math.floor((half * 2) / 3) };
  return { machine, date, plannedMs, inPlan, outsidePlan: timeIn('off', dayMs - plannedMs), morning };
}
