// Who gets which edition of a month's file and what a page shows of it, asked of a real aggregator.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answers } from '../../cloud-aggregator/src/api/answers.ts';
import { lastMonth, type Peopled, startPeopled, type Who } from './peopled.ts';
import type { TestAggregator } from './testEdge.ts';
import { ask } from './visitor.ts';

let peopled: Peopled;
let aggregator: TestAggregator;
let keys: Peopled['keys'];

beforeAll(async () => {
  peopled = await startPeopled();
  ({ aggregator, keys } = peopled);
});
afterAll(() => peopled?.stop());

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
