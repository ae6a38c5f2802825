// The two routes that stand open to everybody, tried from the outside: what is not understood is told with its field,
// what is too big or too often is cut off, and nothing of it harms anybody else.
import { generateKeyPairSync } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { codeKeys, requestProof } from '@nakamawashi/runtime';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { signingRequest } from '../../edge-agent/src/enrolment/signingRequest.ts';
import { startAggregator, type TestAggregator, writeConfig } from '../aggregator/testEdge.ts';

let aggregator: TestAggregator;
beforeAll(async () => {
  const config = writeConfig();
  appendFileSync(config.file, 'enrolment: { broker: "mqtts://127.0.0.1:8883" }\n');
  aggregator = await startAggregator({ ...config, password: '' });
});
afterAll(async () => {
  await aggregator.stop();
  aggregator.remove();
});

const post = (path: string, body: string): Promise<Response> =>
  fetch(`${aggregator.url}/api/enrolment${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
const request = (): string => signingRequest(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);

it('answers whatever is not understood with 400 and what is wrong, and goes on', async () => {
  const told = await post('', JSON.stringify({ name: 'x', request: '', proof: 1, more: true }));
  expect([told.status, await told.text()]).toEqual([
    400,
    expect.stringMatching(/name[\s\S]*request[\s\S]*proof[\s\S]*more/),
  ]);
  const texts = fc.oneof(fc.json(), fc.string({ unit: 'binary' }));
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('', '/renew'), texts, async (path, text) => {
      expect((await post(path, text)).status).toBe(400);
    }),
    { numRuns: 200 },
  );
  expect((await fetch(`${aggregator.url}/api/enrolment`)).status).toBe(404);
  expect((await post('', JSON.stringify({ request: 'x'.repeat(10_000) }))).status).toBe(413);
  expect((await post('/renew', JSON.stringify({ request: 'no request' }))).status).toBe(400);
});

it('lets an address be wrong ten times also when it asks everything at once', async () => {
  const fresh = writeConfig();
  appendFileSync(fresh.file, 'enrolment: { broker: "mqtts://127.0.0.1:8883" }\n');
  const another = await startAggregator({ ...fresh, password: '' });
  const keys = await codeKeys('22222-22222');
  const answers = await Promise.all(
    Array.from({ length: 40 }, () => {
      const text = request();
      const body = JSON.stringify({ name: keys.name, request: text, proof: requestProof(keys, text) });
      const headers = { 'content-type': 'application/json' };
      return fetch(`${another.url}/api/enrolment`, { method: 'POST', headers, body });
    }),
  );
  await another.stop();
  another.remove();
  const codes = answers.map(({ status }) => status);
  expect([403, 429].map((code) => codes.filter((each) => each === code).length)).toEqual([10, 30]);
});

it('lets an address be wrong ten times, then once a minute, counts it, and answers everything else', async () => {
  const keys = await codeKeys('22222-22222');
  const body = (): string => {
    const text = request();
    return JSON.stringify({ name: keys.name, request: text, proof: requestProof(keys, text) });
  };
  const codes: number[] = [];
  for (let tries = 0; tries < 12; tries++) codes.push((await post('', body())).status);
  // One of the ten was spent by the test above.
  expect(codes.slice(0, 9)).toEqual(Array(9).fill(403));
  expect(codes.slice(9)).toEqual([429, 429, 429]);
  expect((await post('/renew', JSON.stringify({ request: request() }))).status).toBe(429);
  expect((await fetch(`${aggregator.url}/api/session`)).status).toBe(200);
  const metrics = await (await fetch(`${aggregator.url}/metrics`)).text();
  expect(metrics).toContain('nakamawashi_enrolment_refusals_total{reason="code-unknown"} 9');
  expect(metrics).toContain('nakamawashi_enrolment_refusals_total{reason="too-many-tries"} 4');
});
