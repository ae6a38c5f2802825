// Answers on the wire: packed for readers who can unpack them, the same otherwise, and the live feed never held back.
import { get, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { constants, createGunzip, gunzipSync } from 'node:zlib';
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

it.each([
  ['gzip, deflate, br', 'gzip'],
  ['gzip;q=0, identity', undefined],
])(
  'sends the live feed at once, to who accepts %s too',
  async (accepted, encoding) => {
    const feed = await ask('/api/live', accepted);
    expect(feed.headers['content-encoding']).toBe(encoding);
    expect(feed.headers.vary).toContain('accept-encoding');
    // Unpacked as it comes, as a browser does: nobody waits for an end.
    const text = encoding === undefined ? feed : feed.pipe(createGunzip({ flush: constants.Z_SYNC_FLUSH }));
    let read = '';
    for await (const chunk of text) {
      read += String(chunk);
      if (read.includes('event: tick')) break;
    }
    expect(read).toMatch(/^event: board\ndata: \{.*\}\n\nevent: tick\ndata: \{"at":\d+\}\n\n$/);
    feed.destroy();
  },
  20_000,
);

it('packs lines of spare capacity', async () => {
  const lines = await ask('/api/capacity/lines', 'gzip');
  expect(lines.headers['content-encoding']).toBe('gzip');
  const [head, rows] = gunzipSync(await buffer(lines))
    .toString()
    .split('\n');
  expect(JSON.parse(head ?? '')).toMatchObject({ areChanges: false });
  expect(JSON.parse(rows ?? '')).toMatchObject([{ id: 'kamata/lathe-1' }]);
});
