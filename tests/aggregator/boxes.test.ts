// The office's list of boxes with a real box on the line, codes that the real `edge join` takes, shutting out; and the
// audit log as an administrator reads it, in which no secret stands.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { join as joinConsortium } from '../../edge-agent/src/enrolment/join.ts';
import { type Peopled, startPeopled } from './peopled.ts';
import { connectEdge, startAggregator, type TestEdge } from './testEdge.ts';
import { type Answer, ask, command, fromOwnPage } from './visitor.ts';

let peopled: Peopled;
let url: string;
let edge: TestEdge;
const secrets: string[] = [];
beforeAll(async () => {
  peopled = await startPeopled();
  ({ url } = peopled.aggregator);
  edge = await connectEdge({ port: peopled.aggregator.brokerPort, password: peopled.aggregator.password });
});
afterAll(async () => {
  edge?.drop();
  await peopled?.stop();
});

const as = (
  who: 'administrator' | 'office',
  method: string,
  path: string,
  body?: object,
): Promise<Answer> => {
  const headers = { ...fromOwnPage(url), ...peopled.keys.get(who) };
  return ask(`${url}/api/${path}`, { method, headers, ...(body === undefined ? {} : { body }) });
};
const boxes = async () => JSON.parse((await as('office', 'GET', 'boxes')).text);
const boxOf = async (id: string) =>
  (await boxes()).boxes.find(({ workshop }: { workshop: { id: string } }) => workshop.id === id);
const newCode = async (): Promise<string> => {
  const answer = await as('office', 'POST', 'boxes/rokugo/code', {});
  expect(`${answer.status} ${answer.headers['cache-control']}`).toBe('200 no-store');
  const { code, until } = JSON.parse(answer.text);
  expect(code).toMatch(/^[2-9A-Z]{5}-[2-9A-Z]{5}$/);
  expect(Math.round((until - Date.now()) / 3_600_000)).toBe(48);
  secrets.push(code, code.replace('-', ''));
  return code;
};
const joinBy = (code: string, name = 'box') =>
  joinConsortium({
    url,
    code,
    configFile: join(peopled.aggregator.folder, name, 'edge-agent.yaml'),
    now: Date.now(),
  });

describe('the boxes', () => {
  it('are listed with what lets them in and what they say of themselves', async () => {
    await vi.waitFor(async () => expect((await boxOf('kamata')).connectedSince).not.toBeNull());
    const { boxes: all, enrols, cutsOff } = await boxes();
    expect([all.map(({ workshop }: { workshop: object }) => workshop), enrols, cutsOff]).toEqual([
      [
        { id: 'kamata', name: { ja: '蒲田精密', en: 'Kamata' } },
        { id: 'rokugo', name: { ja: '六郷', en: 'Rokugo' } },
      ],
      true,
      true,
    ]);
    expect(await boxOf('kamata')).toMatchObject({
      version: '0',
      clockTrusted: true,
      hasPassword: true,
      certificate: null,
      codeUntil: null,
    });
    const silent = { connectedSince: null, lastContact: null, version: null, hasPassword: false };
    expect(await boxOf('rokugo')).toMatchObject(silent);
    edge.drop();
    await vi.waitFor(async () => expect((await boxOf('kamata')).connectedSince).toBeNull(), 10_000);
    expect((await boxOf('kamata')).lastContact).toBeGreaterThan(Date.now() - 60_000);
  });

  it('enrol by a code, of which the newest alone is good and a lost box is shut out', async () => {
    const first = await newCode();
    const second = await newCode();
    expect((await boxOf('rokugo')).codeUntil).toBeGreaterThan(Date.now());
    await expect(joinBy(first)).rejects.toThrow();
    expect((await joinBy(second)).workshop).toBe('rokugo');
    secrets.push(
      ...readFileSync(join(peopled.aggregator.folder, 'box/enrolment/key.pem'), 'utf8')
        .split('\n')
        .slice(1, 3),
    );
    expect(await boxOf('rokugo')).toMatchObject({
      codeUntil: null,
      certificate: { keys: 1, revokedAt: null },
    });
    await joinBy(await newCode(), 'another');
    expect((await boxOf('rokugo')).certificate.keys).toBe(2);
    const out = await as('administrator', 'DELETE', 'boxes/rokugo');
    expect([out.status, JSON.parse(out.text)]).toEqual([200, { isBrokerTold: true }]);
    const { certificate } = await boxOf('rokugo');
    expect(certificate).toMatchObject({ keys: 0, until: null });
    expect(certificate.revokedAt).toBeGreaterThan(Date.now() - 60_000);
    const again = await as('administrator', 'DELETE', 'boxes/rokugo');
    expect(`${again.status} ${again.text}`).toMatch(/^409 .*no certificate/);
  });

  it('of nobody get no code, and nothing where no certificates are made', async () => {
    expect((await as('office', 'POST', 'boxes/nowhere/code', {})).status).toBe(404);
    expect((await as('office', 'POST', `boxes/${encodeURIComponent('../x')}/code`, {})).status).toBe(404);
    const plain = await startAggregator();
    expect((await ask(`${plain.url}/api/boxes`)).status).toBe(403);
    await plain.stop();
    plain.remove();
  });
});

describe('the audit log over HTTP', () => {
  const audit = async (query = '') => JSON.parse((await as('administrator', 'GET', `audit${query}`)).text);

  it('has the newest first, by page, and by person, kind and day', async () => {
    const { lines, next } = await audit();
    expect(next).toBeNull();
    expect(lines[0]).toMatchObject({
      person: 'administrator',
      deed: 'certificate.revoked',
      subject: 'rokugo',
    });
    const at = lines.map((line: { at: number }) => line.at);
    expect(at).toEqual(at.toSorted((one: number, other: number) => other - one));
    const kinds = await audit('?kind=boxes&person=office');
    expect(new Set(kinds.lines.map(({ deed }: { deed: string }) => deed))).toEqual(
      new Set(['enrolment.code']),
    );
    const about = await audit('?person=desk&kind=accounts');
    expect(about.lines).toEqual([
      expect.objectContaining({ person: 'console', deed: 'user.added', subject: 'desk' }),
    ]);
    expect((await audit('?day=2026-01-01')).lines).toEqual([]);
  });

  it('gives a whole log by pages, each line once', async () => {
    peopled.records((database) => {
      const add = database.prepare(
        "INSERT INTO audit (at, person, deed, subject, detail) VALUES (?, 'x', 'many', ?, '')",
      );
      for (let each = 0; each < 250; each++) add.run(Date.now(), String(each));
    });
    const found: string[] = [];
    let query = '?kind=other';
    for (let pages = 0; pages < 3; pages++) {
      const { lines, next } = await audit(query);
      found.push(...lines.map(({ subject }: { subject: string }) => subject));
      query = `?kind=other&before=${next}`;
    }
    expect(found).toEqual(Array.from({ length: 250 }, (_, each) => String(249 - each)));
  });

  it('answers whatever is asked with 200 or 400, and never with a fault', async () => {
    const name = fc.constantFrom('day', 'person', 'kind', 'before', 'x');
    const text = fc.oneof(
      fc.string({ maxLength: 30 }),
      fc.integer().map(String),
      fc.constantFrom('0001-01-01', '9999-12-31', '2026-02-30', 'other', '1e3', '0x10', ' 5 '),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(name, text), { maxLength: 3 }), async (pairs) => {
        const { status } = await as('administrator', 'GET', `audit?${new URLSearchParams(pairs)}`);
        expect([200, 400]).toContain(status);
      }),
      { numRuns: 150 },
    );
  });

  it('has no secret in it, nor has any list', async () => {
    const made = await as('administrator', 'POST', 'people', {
      person: 'new',
      roles: ['desk'],
      workshops: [],
    });
    const token = await as('administrator', 'POST', 'tokens', { name: 'new', scopes: ['metrics'], days: 1 });
    secrets.push(JSON.parse(made.text).password, JSON.parse(token.text).secret);
    const session = peopled.keys.get('administrator')?.['cookie']?.split('=')[1] ?? 'none';
    const all = [...secrets, session, ...peopled.passwords.values(), peopled.aggregator.password];
    const heard = [
      (await as('administrator', 'GET', 'audit')).text,
      (await as('administrator', 'GET', 'people')).text,
      (await as('administrator', 'GET', 'tokens')).text,
      (await as('office', 'GET', 'boxes')).text,
      (await command(peopled.aggregator.configFile, 'audit')).join('\n'),
    ].join('\n');
    expect(heard).toContain('token.added');
    expect(all.length).toBeGreaterThan(12);
    for (const secret of all) expect(heard).not.toContain(secret);
  });
});
