// A box that is broken or hostile, tried from the outside against a whole aggregator: what it floods with is bounded,
// counted under its own name, and costs another workshop neither its live states nor its receipts.
import { createHash } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { noTime, type Slot } from '@nakamawashi/machine-model';
import { encodePayload, machineBirthMetrics } from '@nakamawashi/sparkplug';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { budget } from '../../cloud-aggregator/src/ingest/budgets.ts';
import { openSqliteStore } from '../../cloud-aggregator/src/store/sqliteStore.ts';
import { connectEdge, pastSlot, startAggregator, type TestAggregator, type TestEdge } from './testEdge.ts';

const soon = { timeout: 15_000, interval: 50 };
let aggregator: TestAggregator;
let hostile: TestEdge;
let honest: TestEdge;

beforeEach(async () => {
  aggregator = await startAggregator();
  const hash = createHash('sha256').update('secret').digest('hex');
  appendFileSync(join(aggregator.folder, 'accounts.yaml'), `rokugo: "${hash}"\n`);
  const { brokerPort: port, password } = aggregator;
  hostile = await connectEdge({ port, password });
  honest = await vi.waitFor(() => connectEdge({ port, password: 'secret', workshop: 'rokugo' }), soon);
});
afterEach(async () => {
  hostile.drop();
  honest.drop();
  await aggregator.stop();
  aggregator.remove();
});

async function metric(line: string): Promise<number> {
  const text = await (await fetch(`${aggregator.url}/metrics`)).text();
  const found = text.split('\n').find((each) => each.startsWith(`nakamawashi_${line} `));
  return Number(found?.split(' ').at(-1) ?? 0);
}

const malformed = (): Promise<number> => metric('malformed_by_edge_total{edge="kamata"}');

async function rows(): Promise<readonly { readonly id: string; readonly state: string }[]> {
  const answer = await (await fetch(`${aggregator.url}/api/machines`)).json();
  return (answer as { machines: { id: string; state: string }[] }).machines;
}

/** The other workshop is none the worse. */
async function expectHonestIsServed(): Promise<void> {
  await honest.say('fault');
  const slot = pastSlot('lathe-1', 0);
  await honest.send({ slots: [slot], follows: null, oldest: slot.start });
  await vi.waitFor(() => expect(honest.receipts()).toContain(slot.start + slot.lengthMs), soon);
  const row = (await rows()).find(({ id }) => id === 'rokugo/lathe-1');
  expect(row?.state).toBe('fault');
}

it('a flood of births is cut off', async () => {
  for (let time = 0; time < 100; time++) await hostile.rebirth();
  await vi.waitFor(async () => expect(await malformed()).toBeGreaterThan(50), soon);
  await expectHonestIsServed();
});

it('a flood of machines fills neither the board nor the memory', async () => {
  const at = Date.now();
  const live = { state: 'idle', inferred: false, since: at, evidence: 'controller' } as const;
  const told = { displayName: 'x', profile: 'x', level: 'live', live, slotLengthMs: 300_000 } as const;
  const metrics = machineBirthMetrics(
    { ...told, follows: null, oldest: null, acknowledgedThrough: null },
    at,
  );
  for (let index = 0; index < 800; index++) {
    const payload = encodePayload({ timestamp: at, seq: (2 + index) % 256, metrics });
    await hostile.raw(`spBv1.0/ota/DBIRTH/kamata/flood-${index}`, payload);
  }
  await vi.waitFor(async () => expect(await malformed()).toBeGreaterThan(0), soon);
  expect((await rows()).filter(({ id }) => id.startsWith('kamata/')).length).toBeLessThanOrEqual(500);
  await expectHonestIsServed();
});

it('a flood of messages is cut off, and nonsense is counted under the name of its sender', async () => {
  for (let index = 0; index < budget.messagesAtOnce + 2_000; index++) {
    await hostile.raw('spBv1.0/ota/DDATA/kamata/lathe-1', Buffer.from('nonsense'));
  }
  await vi.waitFor(async () => expect(await malformed()).toBeGreaterThan(budget.messagesAtOnce), soon);
  expect(await metric('malformed_by_edge_total{edge="other"}')).toBe(0);
  await expectHonestIsServed();
}, 30_000);

it('slots that do not sum fill no disk', async () => {
  const length = 300_000;
  const count = 600;
  const first = Math.floor(Date.now() / length) * length - count * length;
  const slots = Array.from({ length: count }, (_, index): Slot => {
    const start = first + index * length;
    return { machine: 'lathe-1', start, lengthMs: length, elements: { ...noTime, idle: 1 } };
  });
  for (let at = 0; at < count; at += 100) {
    const some = slots.slice(at, at + 100);
    await hostile.send({ slots: some, follows: at === 0 ? null : (some[0]?.start ?? 0), oldest: first });
  }
  await vi.waitFor(async () => expect(await metric('dead_letters_left_out_total')).toBe(count - 288), soon);
  const store = openSqliteStore(join(aggregator.folder, 'data/store.sqlite'));
  expect(await store.deadLetters(10_000)).toHaveLength(288);
  await store.close();
  await expectHonestIsServed();
});
