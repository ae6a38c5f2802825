// Utilisation by hour, day and month is the same time cut differently: nothing is made or lost between them.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  addTime,
  noTime,
  type ShiftCalendar,
  type Slot,
  type TimeElements,
} from '@nakamawashi/machine-model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Directory, emptyDirectory } from '../directory/directory.ts';
import { entrySchemas } from '../directory/entryKinds.ts';
import { openPlanBook } from '../directory/planBook.ts';
import { openSqliteStore } from '../store/sqliteStore.ts';
import type { UtilisationStore } from '../store/utilisationStore.ts';
import { type UtilisationQuery, type UtilisationRow, utilisation, utilisationQuery } from './utilisation.ts';

const timeZone = 'Asia/Tokyo';
const week = { mon: [{ from: '08:30', until: '17:15', breaks: [{ from: '12:00', until: '12:45' }] }] };
const calendar: ShiftCalendar = { timeZone, patterns: [{ from: '0001-01-01', week }], exceptions: [] };
const name = { ja: '名', en: 'name' };
const machineOf = (id: string, processes: string[]) => ({ id, name, processes });
const kamata = entrySchemas.workshop.parse({
  id: 'kamata',
  name,
  calendar: 'c',
  machines: [machineOf('a', ['TURN', 'DRILL']), machineOf('b', ['TURN'])],
});
const directory: Directory = {
  ...emptyDirectory(timeZone),
  workshops: new Map([['kamata', kamata]]),
  calendars: new Map([['c', calendar]]),
};
const midnight = Date.parse('2026-11-30T00:00:00+09:00');
let folder: string;
let store: UtilisationStore;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'utilisation-'));
  store = openSqliteStore(join(folder, 'store.sqlite'));
  const slots: Slot[] = ['kamata/a', 'kamata/b', 'guest/x'].flatMap((machine, shift) =>
    Array.from({ length: 400 }, (_, index) => ({
      machine,
      start: midnight + (index + shift) * 300_000,
      lengthMs: 300_000,
      elements: { ...noTime, production: 7 * index, idle: 300_000 - 7 * index },
    })),
  );
  const days = ['kamata/a', 'kamata/b', 'guest/x'].flatMap((machine) =>
    ['2026-11-30', '2026-12-01'].map((date) => ({ machine, date })),
  );
  await store.commit({ slots, marks: new Map([['guest/x', 1]]), deadLetters: [], days });
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const ask = (query: Partial<UtilisationQuery>): Promise<readonly UtilisationRow[]> =>
  utilisation(
    { store, directory, plans: openPlanBook(() => directory), counts: () => true, withholdsSmallSums: false },
    utilisationQuery.parse({ from: '2026-11-30', until: '2026-12-02', ...query }),
  );
const sum = (
  rows: readonly UtilisationRow[],
): { inPlan: TimeElements; outsidePlan: TimeElements; plannedMs: number } =>
  rows.reduce(
    (total, row) => ({
      inPlan: addTime(total.inPlan, row.inPlan),
      outsidePlan: addTime(total.outsidePlan, row.outsidePlan),
      plannedMs: total.plannedMs + row.plannedMs,
    }),
    { inPlan: noTime, outsidePlan: noTime, plannedMs: 0 },
  );

describe('utilisation', () => {
  it('is the same time by hour, by day and by month, by machine and by workshop', async () => {
    const days = await ask({ bucket: 'day' });
    expect(days.map(({ key, bucket }) => `${key} ${bucket}`)).toEqual(
      ['guest/x', 'kamata/a', 'kamata/b'].flatMap((key) => [`${key} 2026-11-30`, `${key} 2026-12-01`]),
    );
    const hours = await ask({ bucket: 'hour' });
    expect(hours).toHaveLength(3 * 48);
    expect(sum(hours)).toEqual(sum(days));
    expect((await ask({ bucket: 'month' })).map(({ bucket }) => bucket)).toContain('2026-12');
    expect(sum(await ask({ bucket: 'month' }))).toEqual(sum(days));
    expect(sum(await ask({ by: 'workshop' }))).toEqual(sum(days));
    const whole = await ask({ by: 'all', bucket: 'whole' });
    expect(whole.map(({ key, bucket, machines }) => [key, bucket, machines])).toEqual([['all', 'whole', 3]]);
    expect(sum(whole)).toEqual(sum(days));
  });

  it('counts a machine under each of its processes, and one that nobody wrote down under none', async () => {
    const rows = await ask({ by: 'process', bucket: 'month', until: '2026-12-01' });
    expect(rows.map(({ key, machines }) => [key, machines])).toEqual([
      ['DRILL', 1],
      ['TURN', 2],
      ['none', 1],
    ]);
    expect(rows.find(({ key }) => key === 'none')?.plannedMs).toBe(0);
  });
});
