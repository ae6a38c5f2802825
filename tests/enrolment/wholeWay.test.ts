// From a code on paper to slots in the store and back out: enrol, join, run, revoke, enrol again, renew; with real
// processes over TLS, and no other authority than the consortium's own.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { type Consortium, joinedSettings, openConsortium, until } from './consortium.ts';

let consortium: Consortium;
afterEach(() => consortium.stop());

const codeIn = (text: string): string => /[2-9A-Z]{5}-[2-9A-Z]{5}/.exec(text)?.[0] ?? '';
async function newCode(): Promise<string> {
  const { code, text } = await consortium.aggregator('enrol', 'kamata');
  expect(code, text).toBe(0);
  expect(text).toContain(`join ${consortium.board.replace('127.0.0.1', 'ADDRESS')} `);
  return codeIn(text);
}
const joinBy = (code: string) =>
  consortium.edge('join', consortium.board, code, '--config', consortium.edgeFile);
const box = (name: string): string => join(consortium.folder, 'box/enrolment', name);
const serial = (): string => readFileSync(box('certificate.pem'), 'utf8');

/** GET over HTTPS with the authority that the box was given. */
function get(path: string): Promise<string> {
  return new Promise((done, fail) => {
    const asked = request(
      `${consortium.board}${path}`,
      { ca: readFileSync(box('authority.pem')) },
      (answer) => {
        let text = '';
        answer.on('data', (chunk) => {
          text += chunk;
        });
        answer.on('end', () => done(text));
      },
    );
    asked.on('error', fail);
    asked.end();
  });
}

it('enrols a box, cuts it off when it is lost, and goes on with its history when it is enrolled again', async () => {
  consortium = await openConsortium({ certificateDays: 365 });
  await consortium.startAggregator();
  const code = await newCode();
  await until(async () => expect(consortium.log('aggregator')).toContain('the board listens'));

  const slip = await joinBy(`${code.slice(0, 4)}${code[4] === 'A' ? 'B' : 'A'}${code.slice(5)}`);
  expect([slip.code, slip.text]).toEqual([1, expect.stringMatching(/もう一度[\s\S]*Look at it again/)]);
  const unknown = await joinBy('22222-22222');
  expect([unknown.code, unknown.text]).toEqual([1, expect.stringContaining('not known there')]);
  const nobody = await consortium.edge('join', 'http://127.0.0.1:9', code, '--config', consortium.edgeFile);
  expect([nobody.code, nobody.text]).toEqual([1, expect.stringContaining('cannot be reached')]);
  expect(existsSync(consortium.edgeFile)).toBe(false);

  const joined = await joinBy(code.toLowerCase());
  expect([joined.code, joined.text]).toEqual([0, expect.stringContaining('Enrolled as kamata')]);
  expect(statSync(box('key.pem')).mode & 0o777).toBe(0o600);
  const fresh = readFileSync(consortium.edgeFile, 'utf8');
  expect((await consortium.edge('check', consortium.edgeFile)).text).toMatch(
    /1 fault[\s\S]*at least one machine/,
  );
  const used = await joinBy(code);
  expect([used.code, used.text]).toEqual([1, expect.stringContaining('used by another box')]);

  consortium.writeEdge({ broker: { url: 'mqtt://old.example' } });
  const shown = await joinBy(await newCode());
  expect(shown.text).toMatch(
    /was not changed; these lines have to be:\s+broker: .*\s+primaryHost: .*\s+enrolment: /,
  );
  for (const line of shown.text.match(/^ {4}\w.*$/gm) ?? []) expect(fresh).toContain(line.trim());
  consortium.writeEdge(joinedSettings(fresh));
  expect((await joinBy(await newCode())).text).toContain('right as it is');

  await consortium.startAgent();
  await until(() => expect(consortium.stored().length).toBeGreaterThan(3));
  expect(await get('/api/machines')).toContain('"freshness":"live"');
  expect(await get('/metrics')).toMatch(/enrolment_refusals_total\{reason="code-used"\} 1/);

  const revoked = await consortium.aggregator('revoke', 'kamata');
  expect([revoked.code, revoked.text]).toEqual([0, expect.stringMatching(/kamata [0-9A-F]{32}: .*revoked/)]);
  await until(async () => expect((await consortium.health()).link.state).toBe('offline'));
  await until(() => expect(consortium.log('aggregator')).toContain('certificate of kamata: revoked'));
  expect(await get('/metrics')).toMatch(/broker_refusals_total\{what="sign-in"\} [1-9]/);
  const held = consortium.stored();
  await new Promise((next) => setTimeout(next, 3_000));
  expect(consortium.stored()).toEqual(held);

  const before = serial();
  expect((await joinBy(await newCode())).code).toBe(0);
  expect(serial()).not.toBe(before);
  await until(() => expect(consortium.stored().length).toBeGreaterThan(held.length + 3));
  const all = consortium.stored();
  expect(all).toEqual(all.map((_, index) => (all[0] ?? 0) + index * 1_000));
  const listed = await consortium.aggregator('certificates', 'kamata');
  expect(listed.text.trim().split('\n')).toHaveLength(4);
}, 180_000);

it('renews a certificate before it ends, and the agent goes on with it', async () => {
  const seconds = 60;
  consortium = await openConsortium({ certificateDays: seconds / 86_400 });
  await consortium.startAggregator();
  await until(async () => expect(consortium.log('aggregator')).toContain('the board listens'));
  expect((await joinBy(await newCode())).code).toBe(0);
  consortium.writeEdge(joinedSettings(readFileSync(consortium.edgeFile, 'utf8')));
  const first = serial();
  await consortium.startAgent();
  await until(() => expect(consortium.stored().length).toBeGreaterThan(3));
  const end = (await consortium.health()).certificate?.until ?? 0;
  await until(() => expect(serial()).not.toBe(first));
  // Beyond the end of the first one nothing but the second can hold a session.
  await until(async () => expect((await consortium.health()).certificate?.until).toBeGreaterThan(end));
  await until(() => expect(Math.max(...consortium.stored())).toBeGreaterThan(end + 3_000));
  const all = consortium.stored();
  expect(all).toEqual(all.map((_, index) => (all[0] ?? 0) + index * 1_000));
  expect(consortium.log('agent')).toContain('the certificate was renewed');
}, 180_000);
