// A consortium of many made-up shops with a month of slots, the same for the same seed: day, night and part-time
// calendars, boxes that were down for hours or all month, names that files get wrong, consent of most and not of all.
import { join } from 'node:path';
import {
  type MachineState,
  monthBounds,
  noTime,
  type Slot,
  shiftCalendarSchema,
} from '@nakamawashi/machine-model';
import { type Directory, emptyDirectory } from '../../cloud-aggregator/src/directory/directory.ts';
import {
  type Booking,
  entrySchemas,
  type Workshop,
} from '../../cloud-aggregator/src/directory/entryKinds.ts';
import { openPlanBook } from '../../cloud-aggregator/src/directory/planBook.ts';
import { openRecords } from '../../cloud-aggregator/src/directory/records.ts';
import type { ExportHome } from '../../cloud-aggregator/src/exports/exportHome.ts';
import { openSqliteStore } from '../../cloud-aggregator/src/store/sqliteStore.ts';
import type { UtilisationStore } from '../../cloud-aggregator/src/store/utilisationStore.ts';
import { countDay, datesBetween } from '../../cloud-aggregator/src/tallies.ts';
import { seededRandom } from '../../packages/simulators/src/seededRandom.ts';

export const month = '2026-10';
const timeZone = 'Asia/Tokyo';
const bounds = monthBounds(month, timeZone);
const hourMs = 3_600_000;

const processes = ['TURN', 'TURN', 'TURN', 'MILL-3', 'MILL-3', 'GR-SURF', 'ED-WIRE', 'PRESS', 'TURN-MILL'];
const names = ['=HYPERLINK("x")', '髙橋𠮷製作所', '<&>"精機', '@加工', 'Müller —', '_x0041_工業'];

/** Shifts by calendar name; `oct12` says what the holiday in October is to it. */
const calendars = {
  day: {
    week: { mon: 1, tue: 1, wed: 1, thu: 1, fri: 1 },
    shift: { from: '08:00', until: '17:00', breaks: [{ from: '12:00', until: '13:00' }] },
    closed: true,
  },
  six: {
    week: { mon: 1, tue: 1, wed: 1, thu: 1, fri: 1, sat: 1 },
    shift: { from: '09:00', until: '18:00', breaks: [] },
    closed: false,
  },
  night: {
    week: { mon: 1, tue: 1, wed: 1, thu: 1, fri: 1, sat: 1 },
    shift: { from: '21:00', until: '05:00', breaks: [] },
    closed: false,
  },
} as const;
const calendarNames = Object.keys(calendars) as (keyof typeof calendars)[];

interface SeededMachine {
  readonly id: string;
  readonly workshop: string;
  readonly slots: readonly Slot[];
}

/** The directory of so many shops with five machines each. */
export function seededDirectory(shops: number, machinesOfEach: number): Directory {
  const workshops = Array.from({ length: shops }, (_, at) => seededWorkshop(at, machinesOfEach));
  const booking: Booking = {
    workshop: 'shop-000',
    machine: null,
    from: bounds.from - 24 * hourMs,
    until: bounds.from + 24 * hourMs,
    hours: 10,
    kind: 'hold',
  };
  return {
    ...emptyDirectory(timeZone),
    workshops: new Map(workshops.map((each) => [each.id, each])),
    calendars: new Map(
      calendarNames.map((name) => {
        const { week, shift, closed } = calendars[name];
        const days = Object.fromEntries(Object.keys(week).map((day) => [day, [shift]]));
        const exceptions = closed ? [{ from: '2026-10-12', through: '2026-10-12' }] : [];
        return [name, shiftCalendarSchema.parse({ timeZone, patterns: [{ week: days }], exceptions })];
      }),
    ),
    regions: new Map([['ota', { id: 'ota', name: { ja: '大田', en: 'Ota' } }]]),
    bookings: new Map([['b', booking]]),
  };
}

function seededWorkshop(at: number, machinesOfEach: number): Workshop {
  const random = seededRandom(`shop ${at}`);
  const id = `shop-${String(at).padStart(3, '0')}`;
  const name = names[at] ?? `第${at}製作所`;
  const isAgreed = at % 10 !== 9;
  return entrySchemas.workshop.parse({
    id,
    name: { ja: name, en: name },
    calendar: at % 8 === 7 ? 'night' : at % 3 === 0 ? 'six' : 'day',
    region: at % 2 === 0 ? 'ota' : null,
    consents: isAgreed ? [{ what: 'monthly', text: '1', person: 'p', at: 1 }] : [],
    machines: Array.from({ length: machinesOfEach }, (__, number) => ({
      id: `m-${number}`,
      name: { ja: `${name} ${number}号機`, en: `${name} no. ${number}` },
      class: { ja: '旋盤', en: 'lathe' },
      processes:
        at < 3 && number === 0
          ? ['HONE']
          : random.chance(0.03)
            ? []
            : [processes[random.between(0, processes.length - 1)], 'DRILL'],
    })),
  });
}

/** A machine's slots of the month and of some hours around it; one shop has slots of five minutes. */
function seededSlots(workshop: Workshop, id: string): SeededMachine {
  const machine = `${workshop.id}/${id}`;
  const random = seededRandom(machine);
  const lengthMs = workshop.id === 'shop-020' ? hourMs / 12 : hourMs;
  // Of ten machines: six seen always, two mostly, one half of the time, one hardly or never.
  const [seen = 1] = [
    [1, 1, 1, 1, 1, 1, 0.97, 0.8, 0.55, random.chance(0.5) ? 0 : 0.2][random.between(0, 9)] ?? 1,
  ];
  const hasAlarms = random.chance(0.6);
  const isBusy = random.next();
  const slots: Slot[] = [];
  for (let start = bounds.from - 8 * hourMs; start < bounds.until + 8 * hourMs; start += lengthMs) {
    if (!random.chance(seen)) continue;
    slots.push({ machine, start, lengthMs, elements: elementsOf(lengthMs, isBusy, hasAlarms) });
  }
  return { id: machine, workshop: workshop.id, slots };

  function elementsOf(length: number, busy: number, alarms: boolean): Slot['elements'] {
    const weights: Partial<Record<MachineState, number>> = {
      production: busy * random.next(),
      setup: 0.2 * random.next(),
      idle: 0.5 * random.next(),
      off: random.chance(0.3) ? 1 : 0,
      fault: alarms && random.chance(0.1) ? 0.3 : 0,
    };
    const total = Object.values(weights).reduce((sum, each) => sum + each, 0.001);
    const parts = Object.entries(weights).map(
      ([state, weight]) => [state, Math.floor((length * weight) / total)] as const,
    );
    const rest = length - parts.reduce((sum, [, ms]) => sum + ms, 0);
    return { ...noTime, ...Object.fromEntries(parts), maintenance: rest };
  }
}

export interface SeededFolder {
  readonly home: ExportHome;
  readonly directory: Directory;
}

/** Writes records and store into a folder; half of the tallies are counted already, the others are due. */
export async function writeSeeded(folder: string, shops: number, machinesOfEach = 5): Promise<SeededFolder> {
  const directory = seededDirectory(shops, machinesOfEach);
  const home: ExportHome = {
    dataDir: folder,
    store: { sqlite: { file: join(folder, 'store.sqlite') } },
    kpiFolder: undefined,
    timeZone,
    issueDay: 3,
    freezeDay: 10,
  };
  const records = openRecords(folder, directory, 1);
  for (const [id, body] of directory.regions)
    records.members.change({ kind: 'region', id, body, person: 'p', at: 1 });
  for (const [id, body] of directory.bookings)
    records.members.change({ kind: 'booking', id, body, person: 'p', at: 1 });
  records.database.close();
  const store = openSqliteStore(join(folder, 'store.sqlite'));
  for (const [index, workshop] of [...directory.workshops.values()].entries()) {
    const machines = workshop.machines.map(({ id }) => seededSlots(workshop, id));
    await commitMachines(store, machines);
    if (index % 2 === 0) await countAll(store, directory, machines);
  }
  await store.close();
  return { home, directory };
}

/** Stores slots as they would have come, with the days that they touch due. */
async function commitMachines(store: UtilisationStore, machines: readonly SeededMachine[]): Promise<void> {
  const days = datesBetween('2026-09-30', '2026-11-01');
  const heard = machines.filter(({ slots }) => slots.length > 0);
  await store.commit({
    slots: heard.flatMap(({ slots }) => slots),
    marks: new Map(
      heard.map(({ id, slots }) => [id, Math.max(...slots.map(({ start, lengthMs }) => start + lengthMs))]),
    ),
    deadLetters: [],
    days: heard.flatMap(({ id }) => days.map((date) => ({ machine: id, date }))),
  });
}

async function countAll(
  store: UtilisationStore,
  directory: Directory,
  machines: readonly SeededMachine[],
): Promise<void> {
  const plans = openPlanBook(() => directory);
  const [firstDate, lastDate] = ['2026-09-01', '2026-11-30'];
  const ids = machines.map(({ id }) => id);
  const due = await store.dueBetween({ firstDate, lastDate, machines: ids });
  const tallies = [];
  for (const each of due) tallies.push({ due: each, ...(await countDay(store, plans, each)) });
  await store.putTallies(tallies);
}
