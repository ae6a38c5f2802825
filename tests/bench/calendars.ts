// One exception day in a calendar that a whole ward shares: which days become due, how long until none is, and how
// long the event loop stands still meanwhile.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { dayBounds, localDate, noTime, type Slot } from '@nakamawashi/machine-model';
import { emptyDirectory, machinesOf } from '../../cloud-aggregator/src/directory/directory.ts';
import { datePlus, weekdayOf } from '../../cloud-aggregator/src/directory/localDates.ts';
import { openRecords, type Records } from '../../cloud-aggregator/src/directory/records.ts';
import { openSqliteStore } from '../../cloud-aggregator/src/store/sqliteStore.ts';
import type { BenchTable } from './benchTable.ts';
import { startWatched } from './capacity/watchedAggregator.ts';
import { filledStore } from './exports/filledStore.ts';

interface Ward {
  readonly machines: number;
  readonly days: number;
  /** The last days, whose slots of five minutes are there too. */
  readonly slotDays: number;
}

const wards: readonly Ward[] = [
  { machines: 400, days: 60, slotDays: 60 },
  { machines: 250, days: 400, slotDays: 3 },
];
const timeZone = 'Asia/Tokyo';
const lengthMs = 300_000;
const lookMs = 20;
const calendar = 'eight-to-five';

export async function calendars(): Promise<BenchTable> {
  const rows: string[][] = [];
  for (const ward of wards) rows.push(await once(ward));
  return {
    title: 'One exception day',
    columns: ['machines', 'days on record', 'days due', 'noted s', 'none due s', 'longest stop ms'],
    rows,
    notes: [
      'Every machine has the same calendar, and an exception is saved for the last workday by another process, which ' +
        'the aggregator looks for about once a second. Noted: the days concerned are due. Slots of five minutes on ' +
        `the last ${wards.map(({ slotDays }) => slotDays).join(' and ')} days.`,
    ],
  };
}

async function once(ward: Ward): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-calendars-'));
  try {
    const today = localDate(Date.now(), timeZone);
    const data = join(folder, 'data');
    await filledStore(data, {
      machines: ward.machines,
      firstDate: datePlus(today, -ward.days),
      lastDate: datePlus(today, -1),
    });
    const records = openRecords(data, emptyDirectory(timeZone), 1);
    await fillSlots(join(data, 'store.sqlite'), records, today, ward.slotDays);
    const watched = await startWatched(folder);
    try {
      const look = openLook(join(data, 'store.sqlite'));
      await untilCounting(look);
      const basis = look.basis();
      await watched.longestStop();
      const began = performance.now();
      closeOn(records, lastWorkday(today));
      const { due, notedMs } = await untilNoted(look, basis, began);
      while (look.due() > 0) await delay(lookMs);
      const doneMs = performance.now() - began;
      const { wallMs: stop } = await watched.longestStop();
      const seconds = (ms: number): string => (ms / 1_000).toFixed(1);
      return [
        String(ward.machines),
        String(ward.days),
        String(due),
        seconds(notedMs),
        seconds(doneMs),
        stop.toFixed(0),
      ];
    } finally {
      records.database.close();
      await watched.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What a second connection sees of the store. */
interface Look {
  due(): number;
  /** How many machines are noted with another calendar than with this text. */
  notedWithout(basis: string): number;
  basis(): string;
  readonly machines: number;
}

function openLook(file: string): Look {
  const database = new DatabaseSync(file, { readOnly: true });
  const due = database.prepare('SELECT count(*) AS number FROM due');
  const noted = database.prepare('SELECT count(*) AS number FROM machine WHERE basis != ?');
  const first = database.prepare('SELECT basis FROM machine ORDER BY key LIMIT 1');
  const machines = Number(database.prepare('SELECT count(*) AS number FROM machine').get()?.['number']);
  return {
    due: () => Number(due.get()?.['number']),
    notedWithout: (basis) => Number(noted.get(basis)?.['number']),
    basis: () => String(first.get()?.['basis']),
    machines,
  };
}

/** Every machine produces two thirds of the time. */
async function fillSlots(file: string, records: Records, today: string, days: number): Promise<void> {
  const store = openSqliteStore(file);
  const { from } = dayBounds(datePlus(today, -days), timeZone);
  const { until } = dayBounds(datePlus(today, -1), timeZone);
  for (const machine of machinesOf(records.members.now())) {
    const slots: Slot[] = [];
    for (let start = from; start < until; start += lengthMs) {
      const elements = { ...noTime, production: 200_000, idle: 100_000 };
      slots.push({ machine, start, lengthMs, elements });
    }
    await store.commit({ slots, marks: new Map(), deadLetters: [], days: [] });
  }
  // Before this day is counted, nothing is: the aggregator has begun when it is not due any more.
  const [machine = ''] = machinesOf(records.members.now());
  const yesterday = [{ machine, date: datePlus(today, -1) }];
  await store.commit({ slots: [], marks: new Map(), deadLetters: [], days: yesterday });
  await store.close();
}

async function untilCounting(look: Look): Promise<void> {
  while (look.due() > 0) await delay(lookMs);
}

/** The newest date before today on which anybody meant to work. */
function lastWorkday(today: string): string {
  let date = datePlus(today, -1);
  while (weekdayOf(date) > 5) date = datePlus(date, -1);
  return date;
}

function closeOn({ members }: Records, date: string): void {
  const before = members.now().calendars.get(calendar);
  if (before === undefined) throw new Error(`there is no calendar ${calendar}`);
  const exceptions = [{ from: date, through: date, shifts: [] }, ...before.exceptions];
  const body = { ...before, exceptions };
  members.change({ kind: 'calendar', id: calendar, body, person: 'bench', at: Date.now() });
}

async function untilNoted(
  look: Look,
  basis: string,
  began: number,
): Promise<{ readonly due: number; readonly notedMs: number }> {
  let due = 0;
  for (;;) {
    due = Math.max(due, look.due());
    if (look.notedWithout(basis) === look.machines) return { due, notedMs: performance.now() - began };
    await delay(lookMs);
  }
}
