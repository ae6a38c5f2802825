// The store's contract on a real InfluxDB 1.6, each test in a database of its own, and what only such a server can
// show: a point that it refuses, a server that is killed, one that hangs, and a limited time for slots.
import { noTime } from '@nakamawashi/machine-model';
import { InfluxDB } from 'influx';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openInflux1 } from '../../cloud-aggregator/src/store/influx1.ts';
import { openPointStore } from '../../cloud-aggregator/src/store/pointStore.ts';
import type {
  CommitBatch,
  MachineDay,
  UtilisationStore,
} from '../../cloud-aggregator/src/store/utilisationStore.ts';
import { describeReal } from '../realServers.ts';
import { givenContracts } from '../store/givenServers.ts';
import { type RealInfluxd, startInfluxd } from '../store/realInfluxd.ts';
import { sendOlder } from './olderTally.ts';
import { storeContract } from './store.ts';

const lengthMs = 300_000;
const begun = Date.UTC(2026, 10, 20, 15);
const options = { now: () => begun, isOurs: () => true };
const slot = (machine: string, index: number) => ({
  machine,
  start: begun + index * lengthMs,
  lengthMs,
  elements: { ...noTime, production: lengthMs },
});
const batch = (part: Partial<CommitBatch>): CommitBatch => ({
  slots: [],
  marks: new Map(),
  deadLetters: [],
  days: [],
  ...part,
});

describeReal('influxd', 'InfluxDB 1.x', (binary) => {
  let server: RealInfluxd;
  let databases = 0;
  beforeAll(async () => {
    server = await startInfluxd(binary);
  });
  afterAll(() => server.remove());

  const place = (more: { keepSlotsDays?: number } = {}) => ({
    url: server.url,
    database: `test_${++databases}`,
    ...more,
  });
  const open = (settings: ReturnType<typeof place>): Promise<UtilisationStore> =>
    openPointStore(openInflux1(settings), options);

  const older = (database: string) => (day: MachineDay) =>
    sendOlder(`${server.url}/write?db=${database}&precision=ms`, '', day);

  storeContract('the InfluxDB 1.x store', async () => {
    const settings = place();
    return {
      open: () => open(settings),
      putOlder: older(settings.database),
      remove: () => new InfluxDB(`${server.url}/${settings.database}`).dropDatabase(settings.database),
    };
  });

  storeContract('the InfluxDB 1.x store that keeps slots for a limited time', async () => {
    const settings = place({ keepSlotsDays: 36_500 });
    return {
      open: () => open(settings),
      putOlder: older(settings.database),
      remove: () => new InfluxDB(`${server.url}/${settings.database}`).dropDatabase(settings.database),
    };
  });

  describe('beyond the contract', () => {
    it('puts aside the slot that the server refuses, with its words, and stores the others', async () => {
      const store = await open(place({ keepSlotsDays: 30 }));
      const now = Math.floor(Date.now() / lengthMs) * lengthMs;
      const recent = { ...slot('a/1', 0), start: now };
      const tooOld = { ...slot('a/1', 0), start: now - 400 * 86_400_000 };
      const letters = await store.commit(batch({ slots: [tooOld, recent], marks: new Map([['a/1', now]]) }));
      expect(letters).toMatchObject([{ slot: tooOld, reason: expect.stringContaining('retention policy') }]);
      expect(await store.deadLetters(10)).toEqual(letters);
      expect(await store.marks()).toEqual(new Map([['a/1', now]]));
      const found: unknown[] = [];
      for await (const each of store.slots({ from: 0, until: now + lengthMs })) found.push(each);
      expect(found).toEqual([recent]);
      await store.close();
    });

    it('finds several refused slots among thousands of several machines', async () => {
      const settings = place({ keepSlotsDays: 30 });
      const store = await open(settings);
      const now = Math.floor(Date.now() / lengthMs) * lengthMs;
      const slots = ['a/1', 'b/1'].flatMap((machine) =>
        Array.from({ length: 3_000 }, (_, index) => ({ ...slot(machine, 0), start: now - index * lengthMs })),
      );
      const bad = [7, 2_999, 3_000, 5_555].map((index) => {
        const old = { ...slot('a/1', 0), start: now - 400 * 86_400_000 - index * lengthMs };
        slots.splice(index, 0, old);
        return old;
      });
      const letters = await store.commit(batch({ slots }));
      const starts = letters.map(({ slot: { start } }) => start).sort();
      expect(starts).toEqual(bad.map(({ start }) => start).sort());
      let stored = 0;
      for await (const _ of store.slots({ from: 0, until: now + lengthMs })) stored += 1;
      expect(stored).toBe(6_000);
      await store.close();
    });

    it('fails, and puts nothing aside, when the server takes nothing of any machine', async () => {
      const settings = place();
      const store = await open(settings);
      const other = new InfluxDB(`${server.url}/${settings.database}`);
      await other.writePoints([{ measurement: 'slot', fields: { length_ms: 'text' } }]);
      const attempt = store.commit(batch({ slots: [slot('a/1', 0), slot('b/1', 0)] }));
      await expect(attempt).rejects.toThrow(/takes no slot of any machine.*field type conflict/);
      expect(await store.deadLetters(10)).toEqual([]);
      await store.close();
    });

    it('fails while the server is killed and goes on when it is back, with all that was committed', async () => {
      const settings = place();
      const store = await open(settings);
      await store.commit(batch({ slots: [slot('a/1', 0)], marks: new Map([['a/1', begun + lengthMs]]) }));
      await server.kill();
      await expect(store.commit(batch({ slots: [slot('a/1', 1)] }))).rejects.toThrow();
      await server.start();
      const again = await open(settings);
      await again.commit(batch({ slots: [slot('a/1', 0), slot('a/1', 1)] }));
      const found: unknown[] = [];
      for await (const each of again.slots({ from: 0, until: begun * 2 })) found.push(each);
      expect(found).toEqual([slot('a/1', 0), slot('a/1', 1)]);
      expect(await again.marks()).toEqual(new Map([['a/1', begun + lengthMs]]));
      await again.close();
      await store.close();
    });
  });
});

givenContracts('influx1');
