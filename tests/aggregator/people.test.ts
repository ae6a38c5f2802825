// Who may read what: every route with every role and token, and what each is shown of the members.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answers } from '../../cloud-aggregator/src/api/answers.ts';
import { routeAccess } from '../../cloud-aggregator/src/people/routeAccess.ts';
import { everybody, expectedAccess } from './expectedAccess.ts';
import { lastMonth, type Peopled, startPeopled, type Who } from './peopled.ts';
import type { TestAggregator } from './testEdge.ts';
import { ask, fromOwnPage } from './visitor.ts';

let aggregator: TestAggregator;
let peopled: Peopled;
let keys: Peopled['keys'];
let machineIds: Peopled['machineIds'];

beforeAll(async () => {
  peopled = await startPeopled();
  ({ aggregator, keys, machineIds } = peopled);
});
afterAll(() => peopled?.stop());

describe('every route', () => {
  it('is in both tables', () => {
    expect(expectedAccess.map(({ route }) => route)).toEqual(Object.keys(routeAccess));
  });

  it.each(expectedAccess)('$route lets in who may and nobody else', async ({ route, path, for: allowed }) => {
    const [method = ''] = route.split(' ');
    for (const who of everybody) {
      // Forwarded, so that it does not come from this computer; in a change the body is nonsense: 400 is inside.
      const headers = { ...fromOwnPage(aggregator.url), ...keys.get(who), 'x-forwarded-for': '192.0.2.1' };
      const body = method === 'POST' || method === 'PUT' ? { body: { nonsense: 1 } } : {};
      const { status } = await ask(`${aggregator.url}${path}`, { method, headers, ...body });
      const inside = method === 'GET' ? 200 : 400;
      const outside = who === 'nobody' ? 401 : 403;
      expect(`${who} ${status}`).toBe(`${who} ${allowed.includes(who) ? inside : outside}`);
    }
  });

  it('gives measures to this computer, and only a yes or no about its health to strangers', async () => {
    expect((await ask(`${aggregator.url}/metrics`)).status).toBe(200);
    expect(JSON.parse((await ask(`${aggregator.url}/health`)).text)).toEqual({ ready: true });
    for (const who of ['office', 'administrator'] as const) {
      const { text } = await ask(`${aggregator.url}/health`, { headers: keys.get(who) ?? {} });
      expect(JSON.parse(text).parts.length).toBeGreaterThan(2);
    }
  });
});

describe('what is not theirs', () => {
  it('is not shown to owners: neither on the board, nor live, nor in the hours', async () => {
    const owner = keys.get('owner') ?? {};
    expect(await machineIds(keys.get('desk') ?? {})).toEqual(['kamata/lathe-1', 'rokugo/press-1']);
    expect(await machineIds(owner)).toEqual(['kamata/lathe-1']);
    const feed = await ask(`${aggregator.url}/api/live`, { headers: owner });
    expect(feed.text).toContain('kamata/lathe-1');
    expect(feed.text).not.toContain('rokugo');
    const hours = await ask(`${aggregator.url}/api/utilisation?from=2026-11-01&until=2026-11-03`, {
      headers: owner,
    });
    expect(JSON.parse(hours.text).rows).toHaveLength(2);
    expect(hours.text).not.toContain('rokugo');
  });

  it('is not shown in hours to desk and office, unless its owner shares hours', async () => {
    const url = `${aggregator.url}/api/utilisation?from=2026-11-01&until=2026-11-03`;
    for (const who of ['desk', 'office', 'administrator', 'utilisation'] as const) {
      const headers = keys.get(who) ?? {};
      const days = JSON.parse((await ask(url, { headers })).text);
      expect(
        days.rows.map(({ key }: { key: string }) => key),
        who,
      ).toEqual(['kamata/lathe-1', 'kamata/lathe-1']);
      expect((await ask(`${url}&bucket=hour`, { headers })).status, who).toBe(403);
      // One shop is no sum.
      expect(JSON.parse((await ask(`${url}&by=process`, { headers })).text).rows, who).toEqual([]);
    }
  });

  it('is shown to reviewers by month and code alone, and only of who agreed', async () => {
    const headers = keys.get('reviewer') ?? {};
    const url = `${aggregator.url}/api/utilisation?from=2026-10-01&until=2026-11-01`;
    const refused = ['', '&by=workshop', '&bucket=month', '&by=process', '&by=all'];
    for (const query of [...refused, '&by=machine&bucket=whole'])
      expect((await ask(`${url}${query}`, { headers })).status).toBe(403);
    const oneDay = '/api/utilisation?from=2026-10-01&until=2026-10-02&by=workshop&bucket=month';
    expect((await ask(`${aggregator.url}${oneDay}`, { headers })).status).toBe(403);
    const told = async (query: string) => JSON.parse((await ask(`${url}${query}`, { headers })).text).rows;
    // One shop is no process, and the sum of all is the one that is there under its code.
    expect(await told('&by=process&bucket=whole')).toEqual([]);
    const [shop] = await told('&by=workshop&bucket=month');
    expect(await told('&by=all&bucket=whole')).toEqual([{ ...shop, key: 'all', bucket: 'whole' }]);
    const months = (await ask(`${url}&by=workshop&bucket=month`, { headers })).text;
    expect(JSON.parse(months).rows).toHaveLength(1);
    expect(JSON.parse(months).rows[0].key).toMatch(/^W-[2-9A-Z]{4}$/);
    expect(months).not.toMatch(/kamata|rokugo/);
    expect((await ask(`${url}&by=workshop&bucket=month`, { headers })).text).toBe(months);
  });
});

describe('the months’ files', () => {
  const get = (who: Who, query: string): ReturnType<typeof ask> =>
    ask(`${aggregator.url}/api/exports/${lastMonth}?${query}`, { headers: keys.get(who) ?? {} });

  it('are given to owners of their own shop alone', async () => {
    const own = await get('owner', 'edition=own&format=json');
    expect(own.text).toContain('蒲田');
    expect(own.text).not.toContain('rokugo');
    expect(own.headers['content-disposition']).toContain('.json');
    expect((await get('owner', 'edition=own&workshop=rokugo')).status).toBe(403);
    for (const who of ['desk', 'office', 'administrator', 'reviewer', 'utilisation'] as const)
      expect((await get(who, 'edition=own&workshop=kamata')).status, who).toBe(403);
  });

  it('have codes for office and reviewers, and nobody who did not agree', async () => {
    for (const who of ['owner', 'desk', 'utilisation'] as const)
      expect((await get(who, 'edition=internal')).status, who).toBe(403);
    for (const who of ['office', 'reviewer', 'administrator'] as const) {
      const { status, text } = await get(who, 'edition=internal&format=json');
      expect(status, who).toBe(200);
      const { members, usage } = JSON.parse(text).sheets;
      expect(members[0].member).toMatch(/^W-[2-9A-Z]{4}$/);
      expect(members.length).toBe(2);
      expect(members[1].member).toContain('同意なし');
      expect(usage !== undefined, who).toBe(who !== 'reviewer');
      expect(text).not.toMatch(/kamata|rokugo|蒲田|六郷/);
    }
  });

  it('are listed with the editions that each may have, and without a name of a firm', async () => {
    const offered = {
      owner: ['own kamata', 'public'],
      desk: ['public'],
      utilisation: ['public'],
      office: ['internal', 'public'],
      administrator: ['internal', 'public'],
      reviewer: ['internal', 'public'],
    };
    for (const [who, editions] of Object.entries(offered)) {
      const { text } = await ask(`${aggregator.url}/api/exports`, { headers: keys.get(who as Who) ?? {} });
      const { months } = JSON.parse(text);
      expect(months.map(({ month }: { month: string }) => month)).toEqual([lastMonth]);
      const found = months[0].editions.map((each: object) => Object.values(each).join(' '));
      expect(found, who).toEqual(editions);
      expect(months[0].versions.map(({ version }: { version: number }) => version)).toEqual([1]);
      expect(text, who).not.toMatch(who === 'owner' ? /rokugo|console/ : /kamata|rokugo|console/);
    }
  });

  it('name no firm in public, and leave a line in the audit log', async () => {
    const { text } = await get('reviewer', 'edition=public&format=json');
    expect(text).not.toMatch(/kamata|rokugo|蒲田|六郷|W-[2-9A-Z]{4}/);
    const lines = peopled.records((database) =>
      database.prepare("SELECT person, subject, detail FROM audit WHERE deed = 'export' ORDER BY key").all(),
    );
    expect(lines.at(-1)).toEqual({
      person: 'reviewer',
      subject: lastMonth,
      detail: 'public json ja, version 1',
    });
  });

  it('have their key figures as a page shows them, and name no firm', async () => {
    const path = `/api/exports/${lastMonth}/key-figures`;
    const { text } = await ask(`${aggregator.url}${path}`, { headers: keys.get('reviewer') ?? {} });
    const told = answers['GET /api/exports/:month/key-figures']?.answer?.parse(JSON.parse(text));
    expect(told).toMatchObject({ month: lastMonth, version: 1, tables: [{}, {}] });
    expect(text).toContain('達成率');
    expect(text).not.toMatch(/kamata|rokugo|蒲田|六郷|W-[2-9A-Z]{4}|judgement/);
  });

  it('say what is wrong with a question, and where there is no file', async () => {
    expect((await get('office', 'edition=everything')).status).toBe(400);
    expect((await get('office', 'edition=public&colour=red')).text).toContain('colour');
    expect((await get('office', 'edition=public&version=7')).status).toBe(404);
    const headers = keys.get('office') ?? {};
    expect((await ask(`${aggregator.url}/api/exports/1999-01?edition=public`, { headers })).status).toBe(404);
    expect((await ask(`${aggregator.url}/api/exports/october?edition=public`, { headers })).status).toBe(400);
    for (const format of ['xlsx', 'csv']) {
      const { status, text } = await get('office', `edition=public&format=${format}`);
      expect([status, text.slice(0, 2)]).toEqual([200, 'PK']);
    }
  });
});
