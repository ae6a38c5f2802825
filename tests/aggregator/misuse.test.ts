// Each misuse that we know of, from the outside: keys that are no good, pages that are not ours, guessing; and what
// the audit log has of it.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Peopled, startPeopled } from './peopled.ts';
import { startAggregator, type TestAggregator } from './testEdge.ts';
import { ask, command, cookieOf, fromOwnPage, signIn } from './visitor.ts';

let aggregator: TestAggregator;
let peopled: Peopled;
let keys: Peopled['keys'];
let passwords: Peopled['passwords'];
let enter: Peopled['enter'];
let machineIds: Peopled['machineIds'];
let records: Peopled['records'];

beforeAll(async () => {
  peopled = await startPeopled();
  ({ aggregator, keys, passwords, enter, machineIds, records } = peopled);
});
afterAll(() => peopled?.stop());

describe('a key that is no good', () => {
  it('is a cookie or token that was made up, changed or is of another kind', async () => {
    const [name = '', value = ''] = (keys.get('desk')?.['cookie'] ?? '').split('=');
    const [, token = ''] = (keys.get('board')?.['authorization'] ?? '').split(' ');
    const stored = records((database) => database.prepare('SELECT hash FROM session').all()).map(
      ({ hash }) => hash,
    );
    for (const cookie of ['', 'x', value.slice(1), `${value}x`, token, ...stored])
      expect(await machineIds({ cookie: `${name}=${cookie}` })).toEqual(['401']);
    expect(await machineIds({ cookie: `other=${value}` })).toEqual(['401']);
    for (const bad of ['', 'x', `${token}x`, value, `${token.slice(0, -1)}é`])
      expect(await machineIds({ authorization: `Bearer ${encodeURI(bad)}` })).toEqual(['401']);
    // A password that a proxy in front asked for is the proxy's business and no token.
    expect(await machineIds({ ...keys.get('desk'), authorization: 'Basic eDp5' })).toHaveLength(2);
    // A token that does not count is not made good by a cookie that would.
    const both = { ...keys.get('desk'), authorization: 'Bearer nkm_00000000000000000000000000000000' };
    expect(await machineIds(both)).toEqual(['401']);
  });

  it('is a session without use for too long, or begun too long ago', async () => {
    for (const column of ['used', 'begun']) {
      const headers = await enter('desk');
      expect(await machineIds(headers)).toHaveLength(2);
      records((database) => database.exec(`UPDATE session SET ${column} = 1 WHERE person = 'desk'`));
      expect(await machineIds(headers)).toEqual(['401']);
    }
    keys.set('desk', await enter('desk'));
  });

  it('is a token after its time', async () => {
    const [token = ''] = await command(aggregator.configFile, 'token add short', {
      scopes: ['read:board'],
      days: '1',
    });
    const headers = { authorization: `Bearer ${token}` };
    expect(await machineIds(headers)).toHaveLength(2);
    records((database) => database.exec(`UPDATE token SET expires = ${Date.now()} WHERE name = 'short'`));
    expect(await machineIds(headers)).toEqual(['401']);
    await command(aggregator.configFile, 'token remove short');
    expect(await machineIds(headers)).toEqual(['401']);
  });

  it('is a session of somebody who was removed, or whose password is another now', async () => {
    const [first = ''] = await command(aggregator.configFile, 'user add leaver', { roles: ['desk'] });
    passwords.set('leaver', first);
    let headers = await enter('leaver');
    const [second = ''] = await command(aggregator.configFile, 'user password leaver');
    expect(await machineIds(headers)).toEqual(['401']);
    expect((await signIn(aggregator.url, 'leaver', first)).status).toBe(401);
    passwords.set('leaver', second);
    headers = await enter('leaver');
    expect(await machineIds(headers)).toHaveLength(2);
    await command(aggregator.configFile, 'user remove leaver');
    expect(await machineIds(headers)).toEqual(['401']);
    expect((await signIn(aggregator.url, 'leaver', second)).status).toBe(401);
  });
});

describe('a session', () => {
  it('is never the one that somebody else planted, and ends the one before', async () => {
    const before = await enter('office');
    const planted = { cookie: 'nakamawashi-ota=planted-by-somebody-else' };
    const entered = await signIn(aggregator.url, 'office', passwords.get('office') ?? '', {
      headers: planted,
    });
    expect(cookieOf(entered)).not.toContain('planted');
    const again = await signIn(aggregator.url, 'office', passwords.get('office') ?? '', { headers: before });
    expect(cookieOf(again)).not.toBe(before['cookie']);
    expect(await machineIds(before)).toEqual(['401']);
    expect(await machineIds(planted)).toEqual(['401']);
    expect([again.headers['set-cookie']].flat()[0]).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(again.headers['cache-control']).toBe('no-store');
  });

  it('ends here or everywhere', async () => {
    const [one, two, three] = [await enter('office'), await enter('office'), await enter('office')];
    const out = (headers: Record<string, string>, query = '') =>
      ask(`${aggregator.url}/api/session${query}`, {
        method: 'DELETE',
        headers: { ...fromOwnPage(aggregator.url), ...headers },
      });
    const done = await out(one);
    expect([done.headers['set-cookie']].flat()[0]).toContain('Max-Age=0');
    expect([await machineIds(one), (await machineIds(two)).length]).toEqual([['401'], 2]);
    await out(two, '?everywhere=true');
    expect([await machineIds(two), await machineIds(three)]).toEqual([['401'], ['401']]);
  });

  it('lets its person choose another password, which ends the others', async () => {
    const [password = ''] = await command(aggregator.configFile, 'user add chooser', { roles: ['desk'] });
    passwords.set('chooser', password);
    const [mine, other] = [await enter('chooser'), await enter('chooser')];
    const change = async (current: string, next: string): Promise<number> => {
      const headers = { ...fromOwnPage(aggregator.url), ...mine };
      const url = `${aggregator.url}/api/session/password`;
      return (await ask(url, { method: 'POST', headers, body: { current, next } })).status;
    };
    expect(await change('not the one', 'long enough to be taken')).toBe(403);
    expect(await change(password, 'short')).toBe(400);
    expect(await change(password, 'long enough to be taken')).toBe(204);
    expect((await machineIds(mine)).length).toBe(2);
    expect(await machineIds(other)).toEqual(['401']);
    expect((await signIn(aggregator.url, 'chooser', password)).status).toBe(401);
    expect((await signIn(aggregator.url, 'chooser', 'long enough to be taken')).status).toBe(200);
  });
});

describe('a change that our own page did not ask for', () => {
  const tries: readonly [string, Record<string, string>][] = [
    ['another origin', { origin: 'https://evil.example' }],
    ['another origin with our name in front', { origin: 'http://127.0.0.1.evil.example' }],
    ['another site, by the browser’s word', { 'sec-fetch-site': 'cross-site' }],
    ['no word of where from', {}],
    ['the origin null', { origin: 'null' }],
  ];
  it.each(tries)('is refused: %s', async (_, headers) => {
    const session = keys.get('administrator') ?? {};
    const out = await ask(`${aggregator.url}/api/session`, {
      method: 'DELETE',
      headers: { ...headers, ...session },
    });
    expect(out.status).toBe(403);
    expect(await machineIds(session)).toHaveLength(2);
    const body = { name: 'desk', password: passwords.get('desk') };
    expect((await ask(`${aggregator.url}/api/session`, { method: 'POST', headers, body })).status).toBe(403);
  });

  it('is refused in any form but JSON', async () => {
    const password = passwords.get('desk') ?? '';
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]) {
      const headers = { ...fromOwnPage(aggregator.url), 'content-type': type };
      const body = JSON.stringify({ name: 'desk', password });
      expect((await ask(`${aggregator.url}/api/session`, { method: 'POST', headers, body })).status).toBe(
        415,
      );
    }
  });

  it('is not even looked at under a foreign name for this computer', async () => {
    const headers = { ...keys.get('desk'), host: 'evil.example' };
    expect((await ask(`${aggregator.url}/api/machines`, { headers })).status).toBe(403);
  });
});

describe('guessing', () => {
  it('is answered alike for names that exist and names that do not, and ends after five', async () => {
    await command(aggregator.configFile, 'user add guessed', { roles: ['desk'] });
    const answers = async (name: string): Promise<string[]> => {
      const heard: string[] = [];
      for (const guess of ['a', 'b', 'c', 'd', 'e', 'f']) {
        const { status, text, headers } = await signIn(aggregator.url, name, guess);
        heard.push(`${status} ${text.replace(/\d+ s/, 'n s')} ${headers['retry-after'] === undefined}`);
      }
      return heard;
    };
    const known = await answers('guessed');
    expect(known.map((each) => each.slice(0, 3))).toEqual(['401', '401', '401', '401', '401', '429']);
    expect(await answers('nobody-has-this')).toEqual(known);
    // The name in other spellings is the same name.
    expect((await signIn(aggregator.url, ' ＧＵＥＳＳＥＤ ', 'g')).status).toBe(429);
  });

  it('takes no text of any length', async () => {
    expect((await signIn(aggregator.url, 'x'.repeat(201), 'a')).status).toBe(400);
    expect((await signIn(aggregator.url, 'x', 'a'.repeat(201))).status).toBe(400);
  });
});

describe('the audit log', () => {
  it('has every sign-in, sign-out and change of accounts, and no secret', async () => {
    const log = (await command(aggregator.configFile, 'audit')).join('\n');
    for (const line of [
      /console\tuser\.added\towner\towner\tkamata/,
      /console\ttoken\.added\tmetrics\tmetrics, until/,
      /desk\tsign-in\.accepted\tdesk\tfrom 127\.0\.0\.1/,
      /-\tsign-in\.refused\tguessed\ta wrong password, from 127\.0\.0\.1/,
      /-\tsign-in\.refused\t-\ta name that nobody has, from 127\.0\.0\.1/,
      /-\tsign-in\.throttled\t-\tfrom 127\.0\.0\.1/,
      /office\tsign-out\toffice\teverywhere/,
      /chooser\tpassword\.changed\tchooser/,
      /console\tpassword\.given\tleaver/,
      /console\tuser\.removed\tleaver/,
      /console\ttoken\.removed\tshort/,
    ])
      expect(log).toMatch(line);
    const secrets = [...passwords.values(), 'nobody-has-this', 'nkm_'];
    for (const secret of secrets) expect(log).not.toContain(secret);
    const file = records((database) =>
      JSON.stringify(
        ['person', 'session', 'token'].map((table) => database.prepare(`SELECT * FROM ${table}`).all()),
      ),
    );
    for (const secret of [...passwords.values(), 'nkm_']) expect(file).not.toContain(secret);
    expect(statSync(join(aggregator.folder, 'data/directory.sqlite')).mode & 0o077).toBe(0);
  });
});

it('nobody administers where nobody signs in', async () => {
  const open = await startAggregator();
  const headers = fromOwnPage(open.url);
  const body = { person: 'evil', roles: ['administrator'], workshops: [] };
  expect((await ask(`${open.url}/api/people`, { method: 'POST', headers, body })).status).toBe(403);
  expect((await ask(`${open.url}/api/people`)).status).toBe(403);
  await open.stop();
  expect(await command(open.configFile, 'user list')).toEqual([]);
  open.remove();
});
