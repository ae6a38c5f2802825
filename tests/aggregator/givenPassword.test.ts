// A password that somebody else made opens one thing: the choice of another. Seen from outside, over every route, in
// races, and in the audit log.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectedAccess } from './expectedAccess.ts';
import { type Peopled, startPeopled } from './peopled.ts';
import { ask, choosePassword, command, fromOwnPage } from './visitor.ts';

let peopled: Peopled;
let url: string;
beforeAll(async () => {
  peopled = await startPeopled();
  ({ url } = peopled.aggregator);
});
afterAll(() => peopled?.stop());

const every = ['owner', 'desk', 'office', 'administrator'];
const chosen = 'nobody else knows this';
const run = (words: string, roles: string[] = []) =>
  command(peopled.aggregator.configFile, words, {
    roles,
    workshops: roles.includes('owner') ? ['kamata'] : [],
    lasting: false,
  });
/** Somebody new with all rights: his password, and the headers of his session. */
async function somebody(name: string) {
  const [current = ''] = await run(`user add ${name}`, every);
  expect(current).toMatch(/^[2-9a-z]{4}(-[2-9a-z]{4}){3}$/);
  peopled.passwords.set(name, current);
  return { current, headers: await peopled.enter(name) };
}
const whoIs = async (headers: Record<string, string>) =>
  JSON.parse((await ask(`${url}/api/session`, { headers })).text);

it('opens no route that is not for everybody, and the refusal says what to do', async () => {
  const { current, headers } = await somebody('newcomer');
  expect(await whoIs(headers)).toMatchObject({ person: 'newcomer', hasGivenPassword: true });
  const others = expectedAccess.filter(
    ({ route, for: whom }) => !whom.includes('nobody') && !route.includes('session/password'),
  );
  expect(others.length).toBeGreaterThan(40);
  for (const { route, path } of others) {
    const method = route.split(' ')[0] ?? 'GET';
    const body = method === 'POST' || method === 'PUT' ? { body: {} } : {};
    // Forwarded, so that it does not come from this computer itself.
    const own = { ...fromOwnPage(url), ...headers, 'x-forwarded-for': '192.0.2.1' };
    const answer = await ask(`${url}${path}`, { method, headers: own, ...body });
    expect(`${route}: ${answer.status} ${answer.text}`).toMatch(
      /: 403 .*(choose one of your own first|your role)/,
    );
  }
  expect((await choosePassword(url, headers, { current, next: current })).status).toBe(400);
  expect(
    (await choosePassword(url, headers, { current: 'not the one that it is', next: chosen })).status,
  ).toBe(403);
  expect(await peopled.machineIds(headers)).toEqual(['403']);
  expect((await choosePassword(url, headers, { current, next: chosen })).status).toBe(204);
  expect(await peopled.machineIds(headers)).toHaveLength(2);
  expect(await whoIs(headers)).toMatchObject({ hasGivenPassword: false });
  peopled.passwords.set('newcomer', chosen);
  expect(await whoIs(await peopled.enter('newcomer'))).toMatchObject({ hasGivenPassword: false });
  const audit = (await run('audit')).filter((line) => line.includes('newcomer'));
  expect(audit.some((line) => line.includes('password.changed'))).toBe(true);
});

it('comes again with the next password that an administrator makes, and not with one that is to last', async () => {
  const { current, headers } = await somebody('forgetful');
  await choosePassword(url, headers, { current, next: chosen });
  const [given = ''] = await run('user password forgetful');
  peopled.passwords.set('forgetful', given);
  expect(await peopled.machineIds(headers)).toEqual(['401']);
  expect(await peopled.machineIds(await peopled.enter('forgetful'))).toEqual(['403']);
  const [lasting = ''] = await command(peopled.aggregator.configFile, 'user password forgetful');
  peopled.passwords.set('forgetful', lasting);
  expect(await peopled.machineIds(await peopled.enter('forgetful'))).toHaveLength(2);
});

it('is chosen once when two sessions choose at the same time, and the other one ends', async () => {
  const { current, headers: one } = await somebody('twofold');
  const two = await peopled.enter('twofold');
  const answers = await Promise.all(
    [one, two].map((headers, place) => choosePassword(url, headers, { current, next: `${chosen} ${place}` })),
  );
  expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 403]);
  const winner = answers[0]?.status === 204 ? one : two;
  expect(await peopled.machineIds(winner)).toHaveLength(2);
  expect(await peopled.machineIds(winner === one ? two : one)).toEqual(['401']);
});

it('stays a given one when an administrator makes another while it is chosen', async () => {
  const { current, headers } = await somebody('raced');
  const [, [given = '']] = await Promise.all([
    choosePassword(url, headers, { current, next: chosen }),
    run('user password raced'),
  ]);
  peopled.passwords.set('raced', given);
  const again = await peopled.enter('raced');
  expect(await whoIs(again)).toMatchObject({ hasGivenPassword: true });
  expect(await peopled.machineIds(headers)).toEqual(['401']);
});
