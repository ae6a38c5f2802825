// Who may read what: every route with every role and token, and what each is shown of the members.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routeAccess } from '../../cloud-aggregator/src/people/routeAccess.ts';
import { everybody, expectedAccess } from './expectedAccess.ts';
import { type Peopled, startPeopled } from './peopled.ts';
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

  it.each(expectedAccess)('$route lets in who may and nobody else', async (each) => {
    const { route, path, for: allowed } = each;
    const [method = ''] = route.split(' ');
    for (const who of everybody) {
      // Forwarded, so that it does not come from this computer; in a change the body is nonsense: 400 is inside.
      const headers = { ...fromOwnPage(aggregator.url), ...keys.get(who), 'x-forwarded-for': '192.0.2.1' };
      const body = method === 'POST' || method === 'PUT' ? { body: { nonsense: 1 } } : {};
      const { status } = await ask(`${aggregator.url}${path}`, { method, headers, ...body });
      const inside = each.inside ?? (method === 'GET' ? 200 : 400);
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
