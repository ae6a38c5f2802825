// Answers on the wire: packed for readers who can unpack them, the same otherwise, and the live feed never held back.
import { get, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startAggregator, type TestAggregator } from './testEdge.ts';

let aggregator: TestAggregator;
beforeAll(async () => {
  aggregator = await startAggregator();
});
afterAll(async () => {
  await aggregator.stop();
  aggregator.remove();
});

const ask = (path: string, encoding: string): Promise<IncomingMessage> =>
  new Promise((done, fail) => {
    get(`${aggregator.url}${path}`, { headers: { 'accept-encoding': encoding } }, done).on('error', fail);
  });

it('packs what is worth it, and says the same as without', async () => {
  const plain = await ask('/api/docs', 'identity');
  const packed = await ask('/api/docs', 'gzip, deflate, br');
  expect([plain.headers['content-encoding'], packed.headers['content-encoding']]).toEqual([
    undefined,
    'gzip',
  ]);
  expect(packed.headers.vary).toContain('accept-encoding');
  const [text, bytes] = await Promise.all([buffer(plain), buffer(packed)]);
  expect(gunzipSync(bytes).equals(text)).toBe(true);
  expect(bytes.length).toBeLessThan(text.length / 4);
});

it('sends the live feed as it is, at once', async () => {
  const feed = await ask('/api/live', 'gzip');
  expect(feed.headers['content-encoding']).toBeUndefined();
  const first = await new Promise<Buffer>((done) => feed.once('data', done));
  expect(first.toString()).toMatch(/^event: board\n/);
  feed.destroy();
});
