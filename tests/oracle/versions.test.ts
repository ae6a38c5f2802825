// Versions of a month's file: the same data make none, late data make one that says what changed, a frozen month is
// left unless somebody says why, and the schedule does all that by itself.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noTime } from '@nakamawashi/machine-model';
import { createLog } from '@nakamawashi/runtime';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openRecords } from '../../cloud-aggregator/src/directory/records.ts';
import { openExportDesk } from '../../cloud-aggregator/src/exports/exportDesk.ts';
import { exportMonth } from '../../cloud-aggregator/src/exports/exportMonth.ts';
import { openIssueBook } from '../../cloud-aggregator/src/exports/issueBook.ts';
import { issueMonth } from '../../cloud-aggregator/src/exports/issueMonth.ts';
import { keepMonths } from '../../cloud-aggregator/src/exports/monthKeeper.ts';
import type { Edition } from '../../cloud-aggregator/src/exports/sheet.ts';
import { openSqliteStore } from '../../cloud-aggregator/src/store/sqliteStore.ts';
import { manualClock } from '../manualClock.ts';
import { type Line, readBack } from './readBack.ts';
import { month, type SeededFolder, writeSeeded } from './seededConsortium.ts';

let folder: string;
let seeded: SeededFolder;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'versions-'));
  seeded = await writeSeeded(folder, 12, 1);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const day = (date: string): number => Date.parse(`${date}T09:00:00+09:00`);
const issue = (date: string, reason: string | null = null) =>
  issueMonth(seeded.home, { month, at: day(date), person: 'p', reason });
const issued = () => openIssueBook(folder).issues(month);

/** An hour that came late: machine 1 of shop 1 has production in the place of nothing. */
async function late(hour: string): Promise<void> {
  const store = openSqliteStore(join(folder, 'store.sqlite'));
  const start = Date.parse(`2026-10-05T${hour}:00:00+09:00`);
  const slot = {
    machine: 'shop-001/late',
    start,
    lengthMs: 3_600_000,
    elements: { ...noTime, production: 3_600_000 },
  };
  const days = [{ machine: slot.machine, date: '2026-10-05' }];
  const marks = new Map([[slot.machine, start + 3_600_000]]);
  await store.commit({ slots: [slot], marks, deadLetters: [], days });
  await store.close();
}

async function sheet(version: number, edition: Edition, name: string): Promise<readonly Line[]> {
  return (await readBack(await write(version, edition))).get(name) ?? [];
}

async function write(version: number, edition: Edition): Promise<string> {
  const found = issued().find((each) => each.version === version);
  if (found === undefined) throw new Error(`no version ${version}`);
  const form = {
    format: 'xlsx',
    language: 'ja',
    encoding: 'utf-8',
    isForOffice: false,
    person: 'p',
  } as const;
  const workshop = edition === 'own' ? 'shop-001' : undefined;
  const target = { folder: join(folder, 'out'), isOneFile: true, hasKey: false };
  const request = { ...form, edition, workshop, at: day('2026-12-01') };
  const [path = ''] = await exportMonth(seeded.home, { issue: found }, request, target);
  return path;
}

describe('a version', () => {
  it('is not made again of the same data', async () => {
    expect((await issue('2026-11-05')).kind).toBe('issued');
    expect((await issue('2026-11-06')).kind).toBe('same');
    expect(issued()).toHaveLength(1);
  });

  it('says what late data changed, each reader as much as he may know', async () => {
    await issue('2026-11-05');
    const before = readFileSync(await write(1, 'internal'));
    await late('10');
    expect((await issue('2026-11-09')).kind).toBe('issued');
    expect(issued()[1]?.changes).toMatchObject([{ workshop: 'shop-001', what: 'changed', machines: 1 }]);
    const texts = async (edition: Edition) =>
      (await sheet(2, edition, '変更履歴')).map((row) => row['変更点']);
    const [, own = ''] = await texts('own');
    expect(own).toContain('shop-001 変更：1台、計画内の加工 +1.0 h');
    expect((await texts('internal'))[1]).toMatch(/^W-[2-9A-Z]{4} 変更：1台/);
    expect((await texts('public'))[1]).toBe('会員の数値の変更：1社');
    expect((await sheet(2, 'own', '変更履歴'))[1]).toMatchObject({ 版: '第2版' });
    // The first version is still to be had, byte for byte.
    expect(readFileSync(await write(1, 'internal')).equals(before)).toBe(true);
  });

  it('of a frozen month needs a reason', async () => {
    await issue('2026-11-05');
    await late('10');
    expect((await issue('2026-11-17')).kind).toBe('frozen');
    expect(issued()).toHaveLength(1);
    expect((await issue('2026-11-17', '会員からの訂正')).kind).toBe('issued');
    expect((await sheet(2, 'public', '変更履歴')).at(-1)).toMatchObject({ 理由: '会員からの訂正' });
  });

  it('leaves out who withdrew his consent since', async () => {
    await issue('2026-11-05');
    const members = async (): Promise<number> => (await sheet(1, 'internal', '機械別稼働')).length;
    const all = await members();
    const records = openRecords(folder, seeded.directory, 1);
    const shop = records.members.now().workshops.get('shop-001');
    if (shop === undefined) throw new Error('no shop');
    const consents = shop.consents.map((each) => ({ ...each, until: day('2026-11-20') }));
    records.members.change({
      kind: 'workshop',
      id: shop.id,
      body: { ...shop, consents },
      person: 'p',
      at: 2,
    });
    records.database.close();
    expect(await members()).toBe(all - 1);
  });

  it('is refused when its facts are damaged', async () => {
    await issue('2026-11-05');
    const file = readdirSync(join(folder, 'months', month)).find((name) => name.endsWith('.gz')) ?? '';
    writeFileSync(join(folder, 'months', month, file), 'nothing');
    await expect(write(1, 'public')).rejects.toThrow();
  });
});

describe('the schedule', () => {
  it('makes the file on its business day, looks again before it is frozen, and then leaves it', async () => {
    const clock = manualClock(Date.parse('2026-11-05T05:00:00+09:00'));
    const stop = new AbortController();
    const store = openSqliteStore(join(folder, 'store.sqlite'));
    const log = createLog('test');
    const desk = openExportDesk();
    const kept = keepMonths({ home: seeded.home, desk, clock, log, signal: stop.signal, store: () => store });
    const pass = async (to: string): Promise<void> => {
      await clock.pass(Math.max(0, Date.parse(to) - clock.now()));
    };
    // The file is made by a thread of its own, in real time.
    const minutesUntil = (versions: number): Promise<void> =>
      vi.waitFor(
        async () => {
          await clock.pass(60_000);
          expect(issued()).toHaveLength(versions);
        },
        { timeout: 30_000 },
      );
    try {
      await pass('2026-11-05T05:58:00+09:00');
      expect(issued()).toHaveLength(0);
      await pass('2026-11-05T06:02:00+09:00');
      await minutesUntil(1);
      await late('10');
      await pass('2026-11-15T09:00:00+09:00');
      expect(issued()).toHaveLength(1);
      await pass('2026-11-16T09:00:00+09:00');
      await minutesUntil(2);
      expect(issued().map(({ person }) => person)).toEqual(['schedule', 'schedule']);
    } finally {
      stop.abort();
      await clock.pass(60_000);
      await kept;
      await store.close();
    }
  }, 90_000);
});
