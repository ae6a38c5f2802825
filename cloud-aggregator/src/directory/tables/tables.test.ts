// The directory as tables and back: nothing is lost by a workbook or by csv files, every fault is named where it
// stands, and whatever an office types is answered and never ends the program.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { weekdays } from '@nakamawashi/machine-model';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Directory, emptyDirectory } from '../directory.ts';
import { entrySchemas } from '../entryKinds.ts';
import { openRecords } from '../records.ts';
import { fromTables } from './fromTables.ts';
import { faultText, importTables } from './importTables.ts';
import { readTables, writeTables } from './tableFiles.ts';
import { type CellText, type Tables, tableNames, tableShapes } from './tableShapes.ts';
import { toTables } from './toTables.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tables-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const calendar = entrySchemas.calendar.parse({ timeZone: 'Asia/Tokyo', patterns: [{ week: {} }] });
const id = fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/);
/** What people write: no empty texts, no control signs; line breaks and signs of formulas. */
const words = fc
  .oneof(
    fc.string({ minLength: 1, maxLength: 8 }),
    fc.constantFrom('=1+1', "'=x", '＋81', '03-1234', '改行\n有', '"', 'a,b'),
  )
  .map((text) => text.replace(/[\p{Cc}\p{Cs}]/gu, (sign) => (sign === '\n' ? sign : '')).trim())
  .filter((text) => text !== '');
const name = fc.record({ ja: words, en: words });
const instant = fc.integer({ min: 0, max: 4_000_000_000_000 });
const attribute = fc.oneof(
  // A file knows one zero.
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
  words,
  fc.boolean(),
  fc.array(words, { minLength: 1, maxLength: 3 }),
);
const attributes = fc.dictionary(fc.stringMatching(/^[a-z][A-Za-z0-9]{0,5}$/), attribute, { maxKeys: 3 });
const level = fc.constantFrom('none', 'mark', 'hours', 'live');
const machine = fc.record(
  {
    id,
    name,
    class: fc.option(name),
    processes: fc.array(
      fc.record({ code: fc.constantFrom('TURN', 'MILL-5'), strength: fc.constantFrom('core', 'can') }),
      { maxLength: 2 },
    ),
    attributes,
    sharing: fc.record({ desk: level, circle: level, consortium: level }),
  },
  { requiredKeys: ['id', 'name'] },
);
const workshop = fc.record(
  {
    id,
    name,
    calendar: fc.constant('always'),
    region: fc.constantFrom('ota', null),
    contacts: fc.array(
      fc.record(
        { name: words, phone: words, wish: fc.constantFrom('phone', 'fax') },
        { requiredKeys: ['name'] },
      ),
      { maxLength: 2 },
    ),
    certificates: fc.array(fc.record({ name: words, expires: fc.constantFrom('2027-03-31', null) }), {
      maxLength: 2,
    }),
    consents: fc.array(
      fc.record({ what: fc.constantFrom('sharing', 'monthly'), text: words, person: words, at: instant }),
      { maxLength: 2 },
    ),
    attributes,
    staffing: fc.option(fc.record({ people: fc.nat(9), machinesPerPerson: fc.integer({ min: 1, max: 5 }) })),
    usualLoad: fc.constantFrom('half', null),
    pausedUntil: fc.option(instant),
    machines: fc.uniqueArray(machine, { maxLength: 3, selector: (each) => each.id }),
  },
  { requiredKeys: ['id', 'name', 'calendar'] },
);
const clock = fc.constantFrom('00:00', '05:30', '08:00', '17:15', '24:00');
const date = fc.constantFrom('2026-01-01', '2026-08-13', '2026-12-29');
const shift = fc.record(
  {
    from: clock,
    until: clock,
    breaks: fc.array(fc.record({ from: clock, until: clock }), { maxLength: 2 }),
    onlyWeeks: fc.uniqueArray(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 }),
    everyOtherFrom: date,
  },
  { requiredKeys: ['from', 'until', 'breaks'] },
);
const week = fc.dictionary(fc.constantFrom(...weekdays), fc.array(shift, { maxLength: 2 }), { maxKeys: 4 });
const anyCalendar = fc.record({
  timeZone: fc.constantFrom('Asia/Tokyo', 'Europe/Berlin'),
  patterns: fc.array(fc.record({ from: date, week }), { minLength: 1, maxLength: 3 }),
  exceptions: fc.array(
    fc
      .record(
        { from: date, shifts: fc.array(shift, { maxLength: 2 }), note: name },
        { requiredKeys: ['from', 'shifts'] },
      )
      .map((each) => ({ ...each, through: '2027-01-04' })),
    { maxLength: 3 },
  ),
});
const directory = fc
  .tuple(
    fc.uniqueArray(workshop, { maxLength: 3, selector: (each) => each.id }),
    fc.dictionary(id, anyCalendar, { maxKeys: 2 }),
  )
  .map(([shops, calendars]): Directory => {
    const workshops = new Map(shops.map((shop) => [shop.id, entrySchemas.workshop.parse(shop)]));
    const regions = new Map([['ota', { id: 'ota', name: { ja: '大田', en: 'Ota' } }]]);
    const circles = new Map([
      ['near', { id: 'near', name: { ja: '近所', en: 'Near' }, members: [...workshops.keys()].sort() }],
    ]);
    return {
      ...emptyDirectory('Asia/Tokyo'),
      workshops,
      regions,
      circles,
      calendars: new Map([
        ['always', calendar],
        ...Object.entries(calendars).map(([key, body]) => [key, entrySchemas.calendar.parse(body)] as const),
      ]),
    };
  });
const nowhere: Directory = { ...emptyDirectory('Asia/Tokyo'), calendars: new Map([['always', calendar]]) };

function backFrom(tables: Tables): unknown {
  const { faults, ...found } = fromTables(tables, nowhere);
  expect(faults.map(faultText)).toEqual([]);
  return found;
}
function all({ workshops, regions, circles, calendars }: Directory): unknown {
  return {
    calendars: [...calendars]
      .map(([key, body]) => ({ id: key, body }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
    workshops: [...workshops.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    regions: [...regions.values()],
    circles: [...circles.values()],
  };
}

describe('the directory as tables', () => {
  it.each(['xlsx', 'csv'] as const)('goes into %s files and back without loss', async (format) => {
    await fc.assert(
      fc.asyncProperty(directory, fc.constantFrom('ja' as const, 'en' as const), async (given, language) => {
        const own = mkdtempSync(join(folder, 'files-'));
        const files = await writeTables(toTables(given), { folder: own, format, language });
        expect(backFrom(await readTables(files))).toEqual(all(given));
      }),
      { numRuns: 40 },
    );
  });

  it('leaves alone what no table speaks of', () => {
    fc.assert(
      fc.property(directory, fc.subarray([...tableNames]), (given, kept) => {
        const tables = toTables(given);
        const some = Object.fromEntries(kept.map((table) => [table, tables[table]])) as Tables;
        const { workshops, calendars, faults } = fromTables(some, given);
        expect(faults).toEqual([]);
        for (const each of calendars) expect(each.body).toEqual(given.calendars.get(each.id));
        for (const each of workshops) expect(each).toEqual(given.workshops.get(each.id));
      }),
    );
  });

  it('answers whatever an office types, and never ends by it', () => {
    const cell = fc.oneof(
      fc.constant(null),
      fc.string(),
      fc.double(),
      fc.constantFrom('kamata', 'TURN', 'list', 'number', '１２'),
    );
    const lines = (columns: number): fc.Arbitrary<CellText[][]> =>
      fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { maxLength: 4 });
    const tables = fc.record(
      Object.fromEntries(tableNames.map((table) => [table, lines(tableShapes[table].columns.length)])),
    );
    fc.assert(
      fc.property(tables, (given) => {
        const { faults, workshops } = fromTables(given as Tables, nowhere);
        for (const { row } of faults) expect(row).toBeGreaterThan(0);
        for (const each of workshops) expect(entrySchemas.workshop.safeParse(each).success).toBe(true);
      }),
    );
  });
});

describe('a file that an office edited', () => {
  const sheet = (name: string, lines: readonly string[]): string => {
    const file = join(folder, `${name}.csv`);
    writeFileSync(file, lines.join('\r\n'));
    return file;
  };

  it('is refused as a whole, with every bad cell by sheet, row and column', async () => {
    const records = openRecords(folder, { ...nowhere }, 1);
    const files = [
      sheet('workshops', [
        tableShapes.workshops.columns.map(({ key }) => key).join(','),
        'kamata,蒲田精密,Kamata,always,,三,1,,,',
        'kamata,蒲田精密,Kamata,never,,3,1,,,',
      ]),
      sheet('machines', [
        tableShapes.machines.columns.map(({ ja }) => ja).join(','),
        'kamata,lathe-1,旋盤,Lathe,,,all,mark,none,',
        'haneda,press-1,プレス,Press,,,mark,mark,none,',
      ]),
      sheet('attributes', [
        tableShapes.attributes.columns.map(({ key }) => key).join(','),
        'kamata,lathe-1,maxDiameterMm,number,２００',
        'kamata,lathe-9,maxDiameterMm,number,many',
      ]),
    ];
    const tables = await readTables(files);
    let said = '';
    try {
      importTables(records, tables, { person: 'office', at: 2 });
    } catch (error) {
      said = String(error);
    }
    for (const words of [
      '工場 (workshops), row 2, 担当人数 (staffing.people): a number is needed',
      '工場 (workshops), row 3, 工場ID (id): kamata stands here twice',
      '工場 (workshops), row 3, カレンダー (calendar): there is no calendar never',
      '機械 (machines), row 2, 手配担当への公開 (sharing.desk): one of none, mark, hours, live is needed',
      '機械 (machines), row 3, 工場ID (workshop): there is no workshop haneda',
      '能力 (attributes), row 3, 機械ID (machine): there is no machine kamata/lathe-9',
    ]) {
      expect(said).toContain(words);
    }
    expect(records.members.now().workshops.size).toBe(0);
    records.database.close();
  });

  it('is refused when a column is missing or unknown, and when it is no table of ours', async () => {
    const files = [sheet('regions', ['id,name.ja,colour', 'ota,大田,red']), sheet('prices', ['a'])];
    await expect(readTables(files)).rejects.toThrow(
      /regions\.csv, row 1: the column 名称\(英語\) .* is missing[\s\S]*no column is called colour[\s\S]*prices/,
    );
  });

  it('is taken over with a version and a line in the log for what changed, and for nothing else', async () => {
    const records = openRecords(folder, nowhere, 1);
    const given = fc.sample(directory, { numRuns: 20, seed: 7 }).find(({ workshops }) => workshops.size > 1);
    if (given === undefined) throw new Error('BUG: no directory');
    const by = { person: 'office', at: 5 };
    expect(importTables(records, toTables(given), by).length).toBe(
      given.workshops.size + given.calendars.size + 1,
    );
    expect(importTables(records, toTables(given), by)).toEqual([]);
    const [line] = toTables(given).workshops;
    const edited = line?.map((cell, index) => (index === 1 ? '新しい名' : cell)) ?? [];
    const changed = importTables(records, { workshops: [edited] }, { person: 'office', at: 6 });
    expect(changed).toEqual([{ kind: 'workshop', id: line?.[0], version: 2 }]);
    const [before] = [given.workshops.get(String(line?.[0]))];
    expect(records.members.now().workshops.get(String(line?.[0]))).toEqual({
      ...before,
      name: { ...before?.name, ja: '新しい名' },
    });
    records.database.close();
  });

  it('may be saved by a Japanese spreadsheet in its old encoding', async () => {
    const file = join(folder, '地域.csv');
    writeFileSync(
      file,
      Buffer.concat([
        Buffer.from('id,name.ja,name.en\r\nota,'),
        Buffer.from([0x91, 0xe5, 0x93, 0x63]),
        Buffer.from(',Ota\r\n'),
      ]),
    );
    expect((await readTables([file])).regions).toEqual([['ota', '大田', 'Ota']]);
    expect(readFileSync(file).length).toBeGreaterThan(0);
  });
});
