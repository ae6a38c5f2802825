// The store's contract on InfluxDB 2: on a strict stand-in of its published API, and on a real server where one is
// given (`npm run test:store -- --influx2 URL --org NAME --token …`). What a server refuses, and how it fails.
import { noTime } from '@nakamawashi/machine-model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openInflux2 } from '../../cloud-aggregator/src/store/influx2.ts';
import { openPointStore } from '../../cloud-aggregator/src/store/pointStore.ts';
import type {
  CommitBatch,
  MachineDay,
  UtilisationStore,
} from '../../cloud-aggregator/src/store/utilisationStore.ts';
import { givenContracts } from '../store/givenServers.ts';
import { type Influx2Double, startInflux2Double } from '../store/influx2Double.ts';
import { sendOlder } from './olderTally.ts';
import { storeContract } from './store.ts';
import { counted } from './storeSamples.ts';

const lengthMs = 300_000;
const dayMs = 86_400_000;
const options = { now: () => 1_000, isOurs: () => true };
const now = Math.floor(Date.now() / lengthMs) * lengthMs;
const slot = (machine: string, start: number) => ({
  machine,
  start,
  lengthMs,
  elements: { ...noTime, idle: lengthMs },
});
const batch = (part: Partial<CommitBatch>): CommitBatch => ({
  slots: [],
  marks: new Map(),
  deadLetters: [],
  days: [],
  ...part,
});
const buckets = { slots: null, short: 30 * dayMs, records: null };

async function opened(
  server: Influx2Double,
  bucket = 'slots',
  token = server.token,
): Promise<UtilisationStore> {
  const { url, org } = server;
  return openPointStore(openInflux2({ url, org, token, bucket, recordsBucket: 'records' }), options);
}

async function slotsOf(store: UtilisationStore): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const each of store.slots({ from: 0, until: now * 2 })) found.push(each);
  return found;
}

function older({ url, org, token }: Influx2Double, bucket: string) {
  const address = `${url}/api/v2/write?org=${org}&bucket=${bucket}&precision=ms`;
  return (day: MachineDay) => sendOlder(address, `Token ${token}`, day);
}

storeContract('the InfluxDB 2 store', async () => {
  const server = await startInflux2Double(buckets);
  return { open: () => opened(server), putOlder: older(server, 'records'), remove: () => server.stop() };
});

storeContract('the InfluxDB 2 store with one bucket', async () => {
  const server = await startInflux2Double({ all: null });
  const { url, org, token } = server;
  const open = () => openPointStore(openInflux2({ url, org, token, bucket: 'all' }), options);
  return { open, putOlder: older(server, 'all'), remove: () => server.stop() };
});

describe('InfluxDB 2', () => {
  let server: Influx2Double;
  beforeAll(async () => {
    server = await startInflux2Double(buckets);
  });
  afterAll(() => server.stop());

  it('puts aside the slots that the server refuses, with its words, and stores the others', async () => {
    const store = await opened(server, 'short');
    const recent = Array.from({ length: 700 }, (_, index) => slot('a/1', now - (700 - index) * lengthMs));
    const old = [slot('a/1', now - 40 * dayMs), slot('b/1', now - 41 * dayMs)];
    const letters = await store.commit(batch({ slots: [...recent, ...old], marks: new Map([['a/1', now]]) }));
    expect(letters.map((letter) => letter.slot)).toEqual(old);
    expect(letters[0]?.reason).toContain('points beyond retention policy');
    expect(await slotsOf(store)).toEqual(recent);
    expect(await store.marks()).toEqual(new Map([['a/1', now]]));
    await store.close();
  });

  it('names what a person must make or mend: the bucket, the organisation, the token', async () => {
    await expect(opened(server, 'missing')).rejects.toThrow(/bucket "missing"/);
    await expect(opened(server, 'slots', 'another-token')).rejects.toThrow(/unauthorized/);
    const nowhere = openInflux2({ url: server.url, org: 'setagaya', token: server.token, bucket: 'slots' });
    await expect(openPointStore(nowhere, options)).rejects.toThrow(/organization name "setagaya" not found/);
  });

  it('leaves the calendars of another aggregator’s machines to that one, whose days they make due', async () => {
    const { url, org, token } = server;
    const settings = { url, org, token, bucket: 'slots', recordsBucket: 'records' };
    const [one, two] = await Promise.all(
      ['p/', 'q/'].map((own) =>
        openPointStore(openInflux2(settings), { now: () => 1, isOurs: (machine) => machine.startsWith(own) }),
      ),
    );
    if (one === undefined || two === undefined) throw new Error('BUG: no store');
    const bases = (basis: string) => new Map(['p/1', 'q/1'].map((machine) => [machine, basis]));
    for (const store of [one, two]) await store.noteBases(bases('c1'), () => 'weekday');
    const due = { machine: 'q/1', date: '2026-11-20', stamp: -1 };
    await two.putTallies([{ due, ...counted(due.machine, due.date, 1, 'weekday') }]);
    for (const store of [one, two]) await store.noteBases(bases('c2'), () => 'closed');
    expect(await one.dueDays(10)).toEqual([]);
    expect(await two.dueDays(10)).toMatchObject([{ machine: 'q/1', date: '2026-11-20' }]);
    expect(await two.bases()).toEqual(bases('c2'));
    for (const store of [one, two]) await store.close();
  });

  it('fails at once and asks only once while the server has a fault of its own', async () => {
    const store = await opened(server);
    for (const status of [429, 500, 503]) {
      const before = server.requests.get('/api/v2/write') ?? 0;
      server.fault = status;
      await expect(store.commit(batch({ slots: [slot('c/1', now)] }))).rejects.toThrow();
      server.fault = null;
      expect((server.requests.get('/api/v2/write') ?? 0) - before).toBe(1);
    }
    expect(await store.deadLetters(10)).not.toContainEqual(
      expect.objectContaining({ slot: slot('c/1', now) }),
    );
    await store.commit(batch({ slots: [slot('c/1', now)] }));
    await store.close();
  });
});

givenContracts('influx2');
