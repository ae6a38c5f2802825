// The members' directory over HTTP: a workbook goes out, comes back edited and is taken over whole or not at all; two
// people who edit at once are told of each other; every change is in the history with person, before and after.

import { parseCsv, stripBom } from 'hucre/csv';
import { type CellValue, readXlsx, writeXlsx } from 'hucre/xlsx';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answers } from '../../cloud-aggregator/src/api/answers.ts';
import { unpackTables } from '../../cloud-aggregator/src/directory/tables/unpackTables.ts';
import { type Peopled, startPeopled } from './peopled.ts';

let peopled: Peopled;
let base: string;
beforeAll(async () => {
  peopled = await startPeopled();
  base = peopled.aggregator.url;
});
afterAll(() => peopled?.stop());

type Headers = Record<string, string>;
const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const call = (
  path: string,
  {
    who = 'office' as const,
    ...init
  }: { who?: 'office' | 'administrator' } & Omit<RequestInit, 'headers'> & {
      headers?: Headers;
    } = {},
): Promise<Response> =>
  fetch(`${base}/api/directory${path}`, {
    ...init,
    headers: { origin: base, 'sec-fetch-site': 'same-origin', ...peopled.keys.get(who), ...init.headers },
  });
const put = (path: string, body: unknown, headers: Headers = {}): Promise<Response> =>
  call(path, {
    method: 'PUT',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  });

type Sheets = { name: string; rows: CellValue[][] }[];
async function taken(): Promise<Sheets> {
  const answer = await call('?format=xlsx');
  expect(answer.headers.get('content-disposition')).toContain(encodeURIComponent('会員名簿.xlsx'));
  const { sheets } = await readXlsx(new Uint8Array(await answer.arrayBuffer()));
  return sheets.map(({ name, rows }) => ({ name, rows: rows.map((row) => [...row]) }));
}
function edited(sheets: Sheets, sheet: string, [row, column]: [number, number], value: CellValue): Sheets {
  return sheets.map((each) =>
    each.name === sheet
      ? {
          ...each,
          rows: each.rows.map((line, at) =>
            at === row - 1 ? line.map((cell, place) => (place === column ? value : cell)) : line,
          ),
        }
      : each,
  );
}
const give = async (sheets: Sheets, query = '', headers: Headers = {}): Promise<Response> =>
  call(query, {
    method: 'PUT',
    body: Buffer.from(await writeXlsx({ sheets })),
    headers: { 'content-type': workbookType, ...headers },
  });
const entry = async (kind: string, id: string) =>
  (await (await call(`/${kind}/${id}`)).json()) as { version: number; entry: Record<string, unknown> };

describe('the workbook', () => {
  it('says what it would change, changes it, and is in history and audit log', async () => {
    const sheets = edited(await taken(), '工場', [2, 1], '蒲田精密工業');
    const dry = await give(sheets, '?dryRun=true');
    const would = await dry.json();
    expect(answers['PUT /api/directory']?.answer?.parse(would)).toBeDefined();
    expect(would).toMatchObject({
      dryRun: true,
      changes: [
        { kind: 'workshop', id: 'kamata', isNew: false, version: null, fields: [{ path: 'name.ja' }] },
      ],
    });
    const before = await entry('workshop', 'kamata');
    const done = await (await give(sheets)).json();
    expect(done).toMatchObject({ dryRun: false, changes: [{ id: 'kamata', version: before.version + 1 }] });
    expect((await entry('workshop', 'kamata')).entry['name']).toMatchObject({ ja: '蒲田精密工業' });
    const history = await (await call('/workshop/kamata/history')).json();
    expect(answers['GET /api/directory/:kind/:id/history']?.answer?.parse(history)).toBeDefined();
    expect(history.versions[0]).toMatchObject({
      person: 'office',
      what: 'changed',
      fields: [{ path: 'name.ja', after: '蒲田精密工業' }],
    });
    const noted = peopled.records((database) =>
      database.prepare("SELECT person, deed, subject FROM audit WHERE deed = 'workshop.imported'").all(),
    );
    expect(noted.at(-1)).toEqual({ person: 'office', deed: 'workshop.imported', subject: 'kamata' });
    expect(await (await give(await taken())).json()).toEqual({ dryRun: false, changes: [] });
  });

  it('is refused whole, with every fault by sheet, row and column in both languages', async () => {
    const faulty = edited(edited(await taken(), '工場', [2, 3], 'nowhere'), '機械', [2, 6], 'all');
    const named = edited(faulty, '工場', [3, 1], '六郷プレス');
    for (const query of ['', '?dryRun=true']) {
      const answer = await give(named, query);
      expect(answer.status).toBe(422);
      const { places } = await answer.json();
      expect(places).toEqual([
        {
          sheet: { ja: '工場', en: 'workshops' },
          row: 2,
          column: { ja: 'カレンダー', en: 'calendar' },
          problem: { ja: 'カレンダー「nowhere」は登録されていません', en: 'there is no calendar nowhere' },
        },
        {
          sheet: { ja: '機械', en: 'machines' },
          row: 2,
          column: { ja: '手配担当への公開', en: 'sharing.desk' },
          problem: {
            ja: 'none・mark・hours・live のどれかを入れてください',
            en: 'one of none, mark, hours, live is needed',
          },
        },
      ]);
    }
    expect((await entry('workshop', 'rokugo')).entry['name']).toMatchObject({ ja: '六郷' });
  });

  it('does not write over what somebody else changed after it was taken', async () => {
    const sheets = await taken();
    const { version, entry: rokugo } = await entry('workshop', 'rokugo');
    const name = { ja: '六郷プレス工業', en: 'Rokugo Press' };
    const changed = await put('/workshop/rokugo', { ...rokugo, name }, { 'if-match': `"${version}"` });
    expect(changed.status).toBe(200);
    const refused = await give(edited(sheets, '工場', [3, 1], '六郷の別名'));
    expect(refused.status).toBe(409);
    expect((await refused.json()).conflicts).toMatchObject([
      { kind: 'workshop', id: 'rokugo', person: 'office' },
    ]);
    // Nobody touched that line: the other's change stays, and the rest is taken over.
    const other = await give(edited(sheets, '工場', [2, 2], 'Kamata Precision'));
    expect((await other.json()).changes.map(({ id }: { id: string }) => id)).toEqual(['kamata']);
    expect((await entry('workshop', 'rokugo')).entry['name']).toEqual(name);
  });

  it('must say which change it shows, be a file, and be no larger than 5 MB', async () => {
    const without = (await taken()).filter(({ name }) => name !== '版');
    expect((await give(without)).status).toBe(428);
    const change = (await call('')).headers.get('etag') ?? '';
    expect((await give(without, '', { 'if-match': change })).status).toBe(200);
    expect((await put('', {})).status).toBe(400);
    const zip = { 'content-type': 'application/zip' };
    const damaged = await call('', { method: 'PUT', body: Buffer.from('PK?'), headers: zip });
    expect(damaged.status).toBe(422);
    const large = { method: 'PUT', body: Buffer.alloc(5_000_001), headers: zip };
    expect((await call('', large)).status).toBe(413);
    const foreign = await call('', {
      method: 'PUT',
      body: Buffer.from('x'),
      headers: { ...zip, 'sec-fetch-site': 'cross-site' },
    });
    expect(foreign.status).toBe(403);
  });

  it('is also given as csv files in a zip, which are taken back, and as JSON', async () => {
    const answer = await call('?format=csv');
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const files = unpackTables(bytes, 'x');
    const shops = parseCsv(
      stripBom(new TextDecoder().decode(files.find(({ name }) => name === '工場.csv')?.bytes)),
    );
    expect(shops.map((line) => line[0])).toEqual(['工場ID', 'kamata', 'rokugo']);
    const back = await call('', {
      method: 'PUT',
      body: Buffer.from(bytes),
      headers: { 'content-type': 'application/zip' },
    });
    expect(await back.json()).toEqual({ dryRun: false, changes: [] });
    const all = await (await call('')).json();
    expect(all.workshops.map(({ id }: { id: string }) => id)).toEqual(['kamata', 'rokugo']);
    expect(all.calendars.map(({ id }: { id: string }) => id)).toEqual(['always']);
  });
});

describe('a single entry', () => {
  it('is changed by who has seen its newest version, and the later one is told who was faster', async () => {
    const { version, entry: kamata } = await entry('workshop', 'kamata');
    const seen = { 'if-match': `"${version}"` };
    const contacts = [{ name: '佐藤', phone: '03-1234-5678', wish: 'fax' }];
    expect((await put('/workshop/kamata/contacts', contacts, seen)).status).toBe(200);
    const late = await put('/workshop/kamata', { ...kamata, usualLoad: 'half' }, seen);
    expect(late.status).toBe(412);
    expect(await late.json()).toMatchObject({ newest: { version: version + 1, person: 'office' } });
    expect((await entry('workshop', 'kamata')).entry).toMatchObject({ contacts, usualLoad: null });
    const older = await call(`/workshop/kamata?version=${version}`);
    expect(older.headers.get('etag')).toBeNull();
    expect(await older.json()).toEqual({ kind: 'workshop', id: 'kamata', version, entry: kamata });
    expect((await call(`/workshop/kamata?version=${version + 9}`)).status).toBe(404);
    expect((await call('/workshop/kamata?version=0')).status).toBe(400);
    const consents = [{ what: 'monthly', text: '2', person: '佐藤', at: 2_000, until: 1_000 }];
    const backwards = await put(
      '/workshop/kamata',
      { ...kamata, contacts, consents },
      { 'if-match': `"${version + 1}"` },
    );
    expect((await backwards.json()).faults).toMatchObject([{ field: 'consents/0/until' }]);
    expect((await put('/workshop/kamata/contacts', contacts)).status).toBe(428);
    const same = await put('/workshop/kamata/contacts', contacts, { 'if-match': `"${version + 1}"` });
    expect(await same.json()).toEqual({ version: version + 1 });
  });

  it('keeps machines, regions and circles in order: nothing points to what is not there', async () => {
    const isNew = { 'if-none-match': '*' };
    const name = { ja: '大田', en: 'Ota' };
    expect((await put('/region/ota', { id: 'ota', name }, isNew)).status).toBe(200);
    expect((await put('/region/ota', { id: 'ota', name }, isNew)).status).toBe(412);
    expect((await put('/region/ota2', { id: 'ota', name }, isNew)).status).toBe(400);
    const circle = { id: 'near', name, members: ['kamata', 'nobody'] };
    expect((await (await put('/circle/near', circle, isNew)).json()).faults).toEqual([
      {
        field: 'members/1',
        problem: 'there is no workshop nobody',
        text: { ja: '工場「nobody」は登録されていません', en: 'there is no workshop nobody' },
      },
    ]);
    expect((await put('/circle/near', { ...circle, members: ['kamata', 'rokugo'] }, isNew)).status).toBe(200);
    const seen = async (id: string): Promise<Headers> => ({
      'if-match': `"${(await entry('workshop', id)).version}"`,
    });
    const mill = { id: 'mill-1', name: { ja: '立形', en: 'Mill' }, processes: ['MILL-5'] };
    expect((await put('/workshop/kamata/machines/mill-1', mill, await seen('kamata'))).status).toBe(200);
    expect(
      (await put('/workshop/kamata/machines/mill-1', { ...mill, id: 'x' }, await seen('kamata'))).status,
    ).toBe(400);
    const placed = { ...(await entry('workshop', 'kamata')).entry, region: 'ota' };
    expect((await put('/workshop/kamata', placed, await seen('kamata'))).status).toBe(200);
    expect((await put('/workshop/kamata', { ...placed, region: 'mars' }, await seen('kamata'))).status).toBe(
      400,
    );
    const needed = await call('/region/ota', { method: 'DELETE', headers: { 'if-match': '"1"' } });
    expect(await needed.json()).toMatchObject({ neededBy: ['kamata'] });
    const gone = { method: 'DELETE', headers: await seen('kamata') };
    expect((await call('/workshop/kamata/machines/mill-1', gone)).status).toBe(200);
    expect(
      (await call('/workshop/kamata/machines/mill-1', { ...gone, headers: await seen('kamata') })).status,
    ).toBe(404);
    expect((await call('/workshop/rokugo', { method: 'DELETE', headers: await seen('rokugo') })).status).toBe(
      200,
    );
    expect((await entry('circle', 'near')).entry['members']).toEqual(['kamata']);
    expect((await call('/workshop/rokugo')).status).toBe(404);
    const { versions } = await (await call('/workshop/rokugo/history')).json();
    expect(versions[0]).toMatchObject({ what: 'removed', person: 'office' });
  });
});
