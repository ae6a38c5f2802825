// What an administrator does over HTTP: accounts, rights, locks and tokens. What is taken away is gone at once, also
// from a feed that is open; one administrator is always left; and each deed is a line of the audit log.
import { get } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Peopled, startPeopled } from './peopled.ts';
import { type Answer, ask, choosePassword, command, fromOwnPage, signIn } from './visitor.ts';

let peopled: Peopled;
let url: string;
beforeAll(async () => {
  peopled = await startPeopled();
  ({ url } = peopled.aggregator);
});
afterAll(() => peopled?.stop());

const as = (
  who: 'administrator' | 'office',
  method: string,
  path: string,
  body?: object,
): Promise<Answer> => {
  const headers = { ...fromOwnPage(url), ...peopled.keys.get(who) };
  return ask(`${url}/api/${path}`, { method, headers, ...(body === undefined ? {} : { body }) });
};
const administer = (method: string, path: string, body?: object): Promise<Answer> =>
  as('administrator', method, path, body);

/** A new person who has signed in and chosen a password. */
async function somebody(id: string, roles: string[], workshops: string[] = []) {
  const made = await administer('POST', 'people', { person: id, roles, workshops });
  expect(`${made.status} ${made.headers['cache-control']}`).toBe('200 no-store');
  const { password: current } = JSON.parse(made.text);
  peopled.passwords.set(id, current);
  const headers = await peopled.enter(id);
  const next = `chosen-by-${[...id].reverse().join('')}`;
  expect((await choosePassword(url, headers, { current, next })).status).toBe(204);
  peopled.passwords.set(id, next);
  return headers;
}

/** An open feed: what it said so far, and its end. */
async function openFeed(headers: Record<string, string>) {
  let heard = '';
  let isOpen = true;
  await new Promise<void>((resolve, reject) => {
    const request = get(`${url}/api/live`, { headers, agent: false }, (answer) => {
      answer.on('data', (chunk) => {
        heard += chunk;
        resolve();
      });
      answer.on('error', () => undefined);
      answer.on('close', () => {
        isOpen = false;
      });
    });
    request.on('error', reject);
  });
  return { heard: () => heard, isOpen: () => isOpen };
}
const ended = (feed: { isOpen(): boolean }) =>
  expect.poll(() => feed.isOpen(), { timeout: 5_000, interval: 20 }).toBe(false);

describe('a person', () => {
  it('is made with a password that is told once, and kept nowhere in words', async () => {
    const headers = await somebody('taro', ['desk']);
    expect(await peopled.machineIds(headers)).toHaveLength(2);
    const list = await administer('GET', 'people');
    const { people, workshops } = JSON.parse(list.text);
    expect(people.find(({ id }: { id: string }) => id === 'taro')).toMatchObject({
      roles: ['desk'],
      workshops: [],
      lockedAt: null,
      hasGivenPassword: false,
      sessions: 1,
    });
    expect(workshops).toContainEqual({ id: 'rokugo', name: { ja: '六郷', en: 'Rokugo' } });
    expect(list.text).not.toContain(peopled.passwords.get('taro'));
    expect(list.text).not.toContain('argon2');
    const again = await administer('POST', 'people', { person: 'taro', roles: ['desk'], workshops: [] });
    expect(`${again.status} ${again.text}`).toMatch(/^409 .*already/);
  });

  it.each([
    [{ person: 'new', roles: [], workshops: [] }, 'at least one role'],
    [{ person: 'new', roles: ['owner'], workshops: [] }, 'an owner needs'],
    [{ person: 'new', roles: ['owner'], workshops: ['nowhere'] }, 'there is no workshop nowhere'],
    [{ person: 'new', roles: ['reviewer', 'desk'], workshops: [] }, 'no other role'],
    [{ person: 'new', roles: ['boss'], workshops: [] }, 'one of the roles'],
    [{ person: 'console', roles: ['desk'], workshops: [] }, 'cannot be a person'],
    [{ person: 'New One', roles: ['desk'], workshops: [] }, 'lower-case'],
    [{ person: 'new', roles: ['desk'], workshops: [], colour: 1 }, 'no such field'],
  ])('is not made from %j', async (body, reason) => {
    const { status, text } = await administer('POST', 'people', body);
    expect(`${status} ${text}`).toMatch(new RegExp(`^400 .*${reason}`));
    expect((await administer('GET', 'people')).text).not.toContain('"new"');
  });

  it('that nobody is cannot be changed', async () => {
    const tries: readonly [string, string, object?][] = [
      ['PUT', 'people/ghost/rights', { roles: ['desk'], workshops: [] }],
      ['PUT', 'people/ghost/lock', { locked: true }],
      ['POST', 'people/ghost/password', {}],
      ['DELETE', 'people/ghost/sessions'],
      ['DELETE', 'people/ghost'],
      ['DELETE', 'tokens/ghost'],
    ];
    for (const [method, path, body] of tries)
      expect((await administer(method, path, body)).status, path).toBe(404);
  });
});

describe('what is taken away', () => {
  it('is gone at once from the session that is open, and given at once', async () => {
    const headers = await somebody('jiro', ['desk']);
    const status = async (path: string) => (await ask(`${url}${path}`, { headers })).status;
    expect([await status('/api/capacity'), await status('/api/people')]).toEqual([200, 403]);
    const change = (roles: string[], workshops: string[] = []) =>
      administer('PUT', 'people/jiro/rights', { roles, workshops });
    expect((await change(['administrator'])).status).toBe(204);
    expect([await status('/api/capacity'), await status('/api/people')]).toEqual([200, 200]);
    expect((await change(['owner'], ['rokugo'])).status).toBe(204);
    expect([await status('/api/capacity'), await status('/api/people')]).toEqual([403, 403]);
    expect(await peopled.machineIds(headers)).toEqual(['rokugo/press-1']);
  });

  it('ends an open feed, which comes back with what is left', async () => {
    const headers = await somebody('saburo', ['desk']);
    const wide = await openFeed(headers);
    expect(wide.heard()).toContain('rokugo/press-1');
    await administer('PUT', 'people/saburo/rights', { roles: ['owner'], workshops: ['kamata'] });
    await ended(wide);
    const narrow = await openFeed(headers);
    expect(narrow.heard()).toContain('kamata/lathe-1');
    expect(narrow.heard()).not.toContain('rokugo');
    // The command line is another process to the aggregator; it is heard of too.
    await command(peopled.aggregator.configFile, 'user roles saburo', { roles: ['reviewer'] });
    await ended(narrow);
    expect((await ask(`${url}/api/live`, { headers })).status).toBe(403);
  });

  it.each([
    ['signed out everywhere', 'DELETE', 'sessions', undefined],
    ['locked', 'PUT', 'lock', { locked: true }],
    ['given a new password', 'POST', 'password', {}],
    ['removed', 'DELETE', '', undefined],
  ])('takes the session and the feed of somebody who was %s', async (_, method, path, body) => {
    const id = `gone-${path}`;
    const headers = await somebody(id, ['desk']);
    const feed = await openFeed(headers);
    const other = await openFeed(peopled.keys.get('desk') ?? {});
    const { status } = await administer(method, `people/${id}/${path}`.replace(/\/$/, ''), body);
    expect([200, 204]).toContain(status);
    await ended(feed);
    expect(await peopled.machineIds(headers)).toEqual(['401']);
    expect(other.isOpen()).toBe(true);
  });

  it('is the way in, for who is locked: answered like a wrong password, until he is let in again', async () => {
    await somebody('shiro', ['desk']);
    const password = peopled.passwords.get('shiro') ?? '';
    await administer('PUT', 'people/shiro/lock', { locked: true });
    const right = await signIn(url, 'shiro', password);
    const wrong = await signIn(url, 'shiro', 'not the one');
    expect([right.status, right.text]).toEqual([wrong.status, wrong.text]);
    expect(right.status).toBe(401);
    expect((await command(peopled.aggregator.configFile, 'user list')).join('\n')).toContain(
      'shiro\tdesk\tlocked',
    );
    await administer('PUT', 'people/shiro/lock', { locked: false });
    expect((await signIn(url, 'shiro', password)).status).toBe(200);
  });
});

describe('the last administrator', () => {
  it('stays, whatever the way', async () => {
    for (const [method, path, body] of [
      ['PUT', 'rights', { roles: ['desk'], workshops: [] }],
      ['PUT', 'lock', { locked: true }],
      ['DELETE', '', undefined],
    ] as const) {
      const answer = await administer(method, `people/administrator/${path}`.replace(/\/$/, ''), body);
      expect(`${answer.status} ${answer.text}`).toMatch(/^409 .*only administrator/);
    }
    // One who is locked is no other one.
    await somebody('second', ['administrator']);
    await administer('PUT', 'people/second/lock', { locked: true });
    expect((await administer('DELETE', 'people/administrator')).status).toBe(409);
    await command(peopled.aggregator.configFile, 'user unlock second');
    const away = { roles: ['administrator', 'office'], workshops: [] };
    expect((await administer('PUT', 'people/administrator/rights', away)).status).toBe(204);
    await administer('DELETE', 'people/second');
  });
});

describe('a token', () => {
  it('is made for its scopes, told once, and ends when it is withdrawn, with its feed', async () => {
    const asked = { name: 'screen', scopes: ['read:board'], days: 30 };
    const made = await administer('POST', 'tokens', asked);
    const { secret, expires } = JSON.parse(made.text);
    expect(Math.round((expires - Date.now()) / 86_400_000)).toBe(30);
    const headers = { authorization: `Bearer ${secret}` };
    expect(await peopled.machineIds(headers)).toHaveLength(2);
    expect((await ask(`${url}/api/utilisation`, { headers })).status).toBe(403);
    const list = (await administer('GET', 'tokens')).text;
    expect(JSON.parse(list).tokens).toContainEqual(
      expect.objectContaining({ name: 'screen', scopes: ['read:board'], expires }),
    );
    expect(list).not.toContain('nkm_');
    expect((await administer('POST', 'tokens', asked)).status).toBe(409);
    const feed = await openFeed(headers);
    expect((await administer('DELETE', 'tokens/screen')).status).toBe(204);
    await ended(feed);
    expect(await peopled.machineIds(headers)).toEqual(['401']);
  });

  it('that was made anew under the same name does not keep the feed of the old one', async () => {
    const file = peopled.aggregator.configFile;
    const [old = ''] = await command(file, 'token add twin', { scopes: ['read:board'] });
    const feed = await openFeed({ authorization: `Bearer ${old}` });
    await command(file, 'token remove twin');
    await command(file, 'token add twin', { scopes: ['read:board'] });
    await ended(feed);
  });

  it.each([
    { name: 'x', scopes: [], days: 1 },
    { name: 'x', scopes: ['everything'], days: 1 },
    { name: 'x', scopes: ['metrics'], days: 0 },
    { name: 'x', scopes: ['metrics'], days: 3_651 },
    { name: 'X y', scopes: ['metrics'], days: 1 },
  ])('is not made from %j', async (body) => {
    expect((await administer('POST', 'tokens', body)).status).toBe(400);
  });
});

it('whatever is sent is answered in words, and makes no administrator', async () => {
  const word = fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom('desk', 'owner', 'kamata', 'metrics'));
  const value = fc.oneof(
    word,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(word, { maxLength: 3 }),
  );
  const field = fc.constantFrom('person', 'roles', 'workshops', 'locked', 'name', 'scopes', 'days', 'x');
  const route = fc.constantFrom(
    ['POST', 'people'],
    ['PUT', 'people/owner/rights'],
    ['PUT', 'people/desk/lock'],
    ['POST', 'people/desk/password'],
    ['POST', 'tokens'],
    ['POST', 'boxes/rokugo/code'],
  );
  const body = fc.oneof(fc.dictionary(field, value, { maxKeys: 4 }), fc.array(word), fc.constant({}));
  await fc.assert(
    fc.asyncProperty(route, body, async ([method = '', path = ''], sent) => {
      const { status, text } = await administer(method, path, sent);
      expect([200, 204, 400, 404, 409]).toContain(status);
      if (status >= 400) expect(JSON.parse(text).error).toMatch(/\w/);
    }),
    { numRuns: 300 },
  );
  const { people } = JSON.parse((await administer('GET', 'people')).text);
  const administrators = people.filter(({ roles }: { roles: string[] }) => roles.includes('administrator'));
  expect(administrators.map(({ id }: { id: string }) => id)).toEqual(['administrator']);
});

it('a page that is not ours changes nothing', async () => {
  const headers = { ...peopled.keys.get('administrator'), origin: 'https://evil.example' };
  const body = { person: 'evil', roles: ['administrator'], workshops: [] };
  expect((await ask(`${url}/api/people`, { method: 'POST', headers, body })).status).toBe(403);
  expect((await administer('GET', 'people')).text).not.toContain('evil');
});

it('every deed is in the audit log, by name, and no secret', async () => {
  const log = (await command(peopled.aggregator.configFile, 'audit')).join('\n');
  for (const line of [
    /administrator\tuser\.added\ttaro\tdesk/,
    /administrator\tuser\.changed\tjiro\tadministrator → owner\trokugo/,
    /administrator\tuser\.locked\tshiro/,
    /administrator\tuser\.unlocked\tshiro/,
    /-\tsign-in\.refused\tshiro\ta locked account, from/,
    /administrator\tpassword\.given\tgone-password/,
    /administrator\tsign-out\tgone-sessions\teverywhere/,
    /administrator\tuser\.removed\tgone-/,
    /administrator\ttoken\.added\tscreen\tread:board, until/,
    /administrator\ttoken\.removed\tscreen/,
    /console\tuser\.changed\tsaburo/,
  ])
    expect(log).toMatch(line);
  for (const secret of [...peopled.passwords.values(), 'nkm_']) expect(log).not.toContain(secret);
});
