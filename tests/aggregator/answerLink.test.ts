// A link from a message: opening it changes nothing, each word is said once, it ends, and whose it was is written down.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { answers } from '../../cloud-aggregator/src/api/answers.ts';
import { loadAll } from '../../cloud-aggregator/src/config.ts';
import { answerLink } from '../../cloud-aggregator/src/people/linkCommand.ts';
import { type Peopled, startPeopled, type Who } from './peopled.ts';
import { ask, fromOwnPage } from './visitor.ts';

let peopled: Peopled;
beforeAll(async () => {
  peopled = await startPeopled();
});
afterAll(() => peopled?.stop());

async function makeLink(who: Who = 'office', workshop = 'kamata') {
  const { url } = peopled.aggregator;
  const headers = { ...fromOwnPage(url), ...peopled.keys.get(who) };
  return ask(`${url}/api/workshops/${workshop}/answer-link`, { method: 'POST', headers });
}
const secretOf = async (): Promise<string> => JSON.parse((await makeLink()).text).secret;
function byLink(secret: string, answer?: string, headers: Record<string, string> = {}) {
  const { url } = peopled.aggregator;
  const own = { 'x-answer-link': secret, ...headers };
  return answer === undefined
    ? ask(`${url}/api/answer`, { headers: own })
    : ask(`${url}/api/answer`, {
        method: 'POST',
        headers: { ...fromOwnPage(url), ...own },
        body: { answer },
      });
}
const ownStance = async () => {
  const { text } = await ask(`${peopled.aggregator.url}/api/own`, {
    headers: peopled.keys.get('owner') ?? {},
  });
  return JSON.parse(text).workshops[0].stance?.answer ?? null;
};
const lines = () =>
  peopled.records((database) =>
    database
      .prepare(
        "SELECT person, deed, subject, detail FROM audit WHERE deed LIKE '%link%' OR person = 'answer-link'",
      )
      .all(),
  );

it('shows without changing anything, and says each word once', async () => {
  const secret = await secretOf();
  const shown = await byLink(secret);
  answers['GET /api/answer']?.answer?.parse(JSON.parse(shown.text));
  expect(JSON.parse(shown.text)).toMatchObject({ workshop: { ja: '蒲田精密' }, answer: null, said: [] });
  expect(shown.text).not.toContain('rokugo');
  expect(await ownStance()).toBeNull();
  expect((await byLink(secret, 'full')).status).toBe(204);
  expect(await ownStance()).toBe('full');
  expect((await byLink(secret, 'open')).status).toBe(204);
  expect(await ownStance()).toBe('open');
  expect((await byLink(secret, 'full')).status).toBe(409);
  expect(await ownStance()).toBe('open');
  expect(JSON.parse((await byLink(secret)).text)).toMatchObject({ answer: 'open', said: ['full', 'open'] });
  expect(lines().slice(-3)).toMatchObject([
    { person: 'office', deed: 'answer-link.made', subject: 'kamata' },
    {
      person: 'answer-link',
      deed: 'stance.said',
      subject: 'kamata',
      detail: expect.stringContaining('office'),
    },
    { person: 'answer-link', deed: 'stance.said', detail: expect.stringContaining('open') },
  ]);
});

it('is no use when it is wrong, replaced, too old, or asked for from another page', async () => {
  expect((await byLink('nothing')).status).toBe(410);
  expect((await ask(`${peopled.aggregator.url}/api/answer`)).status).toBe(410);
  const first = await secretOf();
  const second = await secretOf();
  expect((await byLink(first)).status).toBe(410);
  expect((await byLink(first, 'depends')).status).toBe(410);
  const foreign = { 'sec-fetch-site': 'cross-site', origin: 'https://elsewhere.example' };
  expect((await byLink(second, 'depends', foreign)).status).toBe(403);
  expect((await byLink(second, 'perhaps')).status).toBe(400);
  peopled.records((database) => database.prepare('UPDATE answer_link SET expires = ?').run(Date.now()));
  expect((await byLink(second, 'depends')).status).toBe(410);
  expect(await ownStance()).not.toBe('depends');
});

it('is kept as a hash alone, and is made for a company that is there', async () => {
  const secret = await secretOf();
  const kept = peopled.records((database) =>
    JSON.stringify(database.prepare('SELECT * FROM answer_link').all()),
  );
  expect(kept).not.toContain(secret);
  expect((await makeLink('office', 'nobody')).status).toBe(404);
  expect((await makeLink('desk')).status).toBe(403);
});

it('is made on the command line too, for the address that people open, and ends the one before', async () => {
  const before = await secretOf();
  const loaded = loadAll(peopled.aggregator.configFile);
  const wish = { workshop: 'kamata', address: 'https://board.example/ota', at: Date.now() };
  const [link = '', until] = answerLink(loaded, wish);
  expect(link).toMatch(/^https:\/\/board\.example\/ota\/\?page=answer#[\w-]{43}$/);
  expect(until).toMatch(/^good until \d{4}-\d\d-\d\dT/);
  expect((await byLink(before)).status).toBe(410);
  expect((await byLink(link.split('#')[1] ?? '')).status).toBe(200);
  expect(lines().at(-1)).toMatchObject({ person: 'console', deed: 'answer-link.made', subject: 'kamata' });
  expect(() => answerLink(loaded, { ...wish, workshop: 'nowhere' })).toThrow('there is no workshop nowhere');
  expect(() => answerLink(loaded, { ...wish, address: undefined })).toThrow('--address');
});
