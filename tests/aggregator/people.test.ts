// The aggregator from the outside, by people who may and people who may not: every route with every role, and each
// misuse that we know of. All of it over real HTTP, with the accounts of the command line.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addAccount } from '../../cloud-aggregator/src/broker/accounts.ts';
import { routeAccess } from '../../cloud-aggregator/src/people/routeAccess.ts';
import { startAggregator, type TestAggregator, writeConfig } from './testEdge.ts';
import { ask, command, cookieOf, fromOwnPage, signIn } from './visitor.ts';

const people = {
  owner: { roles: ['owner'], workshops: ['kamata'] },
  desk: { roles: ['desk'] },
  office: { roles: ['office'] },
  reviewer: { roles: ['reviewer'] },
  administrator: { roles: ['administrator'] },
};
type Who = keyof typeof people | 'nobody' | 'board' | 'utilisation' | 'metrics';
const everybody: readonly Who[] = [
  'owner',
  'desk',
  'office',
  'reviewer',
  'administrator',
  'nobody',
  'board',
  'utilisation',
  'metrics',
];

/** Who gets in, written down apart from the program's own table; all others are refused. */
const expected: readonly { readonly route: string; readonly path: string; readonly for: readonly Who[] }[] = [
  { route: 'GET /', path: '/', for: everybody },
  { route: 'GET /*', path: '/icon.svg', for: everybody },
  { route: 'GET /health', path: '/health', for: everybody },
  { route: 'GET /metrics', path: '/metrics', for: ['administrator', 'metrics'] },
  {
    route: 'GET /api/machines',
    path: '/api/machines',
    for: ['owner', 'desk', 'office', 'administrator', 'board'],
  },
  { route: 'GET /api/live', path: '/api/live', for: ['owner', 'desk', 'office', 'administrator', 'board'] },
  {
    route: 'GET /api/utilisation',
    path: '/api/utilisation?from=2026-10-01&until=2026-11-01&by=workshop&bucket=month',
    for: ['owner', 'desk', 'office', 'reviewer', 'administrator', 'utilisation'],
  },
  { route: 'GET /api/session', path: '/api/session', for: everybody },
  { route: 'POST /api/session', path: '/api/session', for: everybody },
  { route: 'DELETE /api/session', path: '/api/session?nonsense=1', for: everybody },
  {
    route: 'POST /api/session/password',
    path: '/api/session/password',
    for: ['owner', 'desk', 'office', 'reviewer', 'administrator'],
  },
];

let aggregator: TestAggregator;
const passwords = new Map<string, string>();
/** The header by which each is known. */
const keys = new Map<Who, Record<string, string>>([['nobody', {}]]);

async function enter(name: string, url = aggregator.url): Promise<Record<string, string>> {
  return { cookie: cookieOf(await signIn(url, name, passwords.get(name) ?? '')) };
}
const machineIds = async (headers: Record<string, string>): Promise<string[]> => {
  const { status, text } = await ask(`${aggregator.url}/api/machines`, { headers });
  return status === 200 ? JSON.parse(text).machines.map(({ id }: { id: string }) => id) : [`${status}`];
};
function records<T>(work: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(join(aggregator.folder, 'data/directory.sqlite'));
  try {
    return work(database);
  } finally {
    database.close();
  }
}
const auditLines = async (): Promise<string> => (await command(aggregator.configFile, 'audit')).join('\n');

beforeAll(async () => {
  const { folder, file } = writeConfig(undefined, '{ port: 0 }');
  writeFileSync(
    join(folder, 'directory/rokugo.yaml'),
    'id: rokugo\nname: { ja: 六郷, en: Rokugo }\ncalendar: always\n' +
      'consents: [{ what: monthly, text: "1", person: p, at: 1 }]\n' +
      'machines: [{ id: press-1, name: { ja: プレス, en: Press } }]\n',
  );
  aggregator = await startAggregator({
    folder,
    file,
    password: addAccount(join(folder, 'accounts.yaml'), 'kamata'),
  });
  for (const [name, options] of Object.entries(people)) {
    const [password = ''] = await command(file, `user add ${name}`, options);
    passwords.set(name, password);
    keys.set(name as Who, await enter(name));
  }
  for (const [name, scopes] of [
    ['board', ['read:board']],
    ['utilisation', ['read:utilisation']],
    ['metrics', ['metrics']],
  ] as const) {
    const [token = ''] = await command(file, `token add ${name}`, { scopes: [...scopes] });
    keys.set(name, { authorization: `Bearer ${token}` });
  }
});
afterAll(async () => {
  await aggregator?.stop();
  aggregator?.remove();
});

describe('every route', () => {
  it('is in both tables', () => {
    expect(expected.map(({ route }) => route)).toEqual(Object.keys(routeAccess));
  });

  it.each(expected)('$route lets in who may and nobody else', async ({ route, path, for: allowed }) => {
    const [method = ''] = route.split(' ');
    for (const who of everybody) {
      // Forwarded, so that it does not come from this computer; in a change the body is nonsense: 400 is inside.
      const headers = { ...fromOwnPage(aggregator.url), ...keys.get(who), 'x-forwarded-for': '192.0.2.1' };
      const body = method === 'POST' ? { body: { nonsense: 1 } } : {};
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

  it('is shown to reviewers by month and code alone, and only of who agreed', async () => {
    const headers = keys.get('reviewer') ?? {};
    const url = `${aggregator.url}/api/utilisation?from=2026-10-01&until=2026-11-01`;
    for (const query of ['', '&by=workshop', '&bucket=month', '&by=process&bucket=month'])
      expect((await ask(`${url}${query}`, { headers })).status).toBe(403);
    const months = (await ask(`${url}&by=workshop&bucket=month`, { headers })).text;
    expect(JSON.parse(months).rows).toHaveLength(1);
    expect(JSON.parse(months).rows[0].key).toMatch(/^W-[2-9A-Z]{4}$/);
    expect(months).not.toMatch(/kamata|rokugo/);
    expect((await ask(`${url}&by=workshop&bucket=month`, { headers })).text).toBe(months);
  });
});

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
    const log = await auditLines();
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
  });
});
