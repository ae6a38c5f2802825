// The contract of a driver, run over every protocol against a real server: good values for every item, proof of contact
// while nothing changes, one missing item no more than that, an error when contact is lost, silence when aborted.
import type { Reading } from '@nakamawashi/machine-model';
import { systemClock } from '@nakamawashi/runtime';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Driver, Reachable } from '../../edge-agent/src/drivers/driver.ts';

/** A machine on its server, both fresh. */
export interface DriverGround {
  readonly driver: Driver;
  readonly machine: Reachable;
  /** The same machine with an item `missing` that it does not have; null where that cannot be. */
  readonly withMissingItem: Reachable | null;
  /** The same machine at an address where nobody listens. */
  readonly nowhere: Reachable;
  /** Takes the machine away from a driver that reads it; null where that cannot happen. */
  readonly cut: (() => Promise<void>) | null;
  remove(): Promise<void>;
}

interface Reader {
  /** The next batch; throws when the driver does or when none comes in five seconds. */
  next(): Promise<readonly Reading[] | undefined>;
  /** Batches until `enough` says so. */
  until(enough: (latest: ReadonlyMap<string, Reading>) => boolean): Promise<ReadonlyMap<string, Reading>>;
  stop(): Promise<void>;
}

function read(driver: Driver, machine: Reachable): Reader {
  const stopping = new AbortController();
  const batches = driver(machine, systemClock, stopping.signal)[Symbol.asyncIterator]();
  const latest = new Map<string, Reading>();
  const next = async (): Promise<readonly Reading[] | undefined> => {
    const late = new AbortController();
    const tooLate = systemClock.sleep(latest.size === 0 ? 25_000 : 5_000, late.signal).then(
      () => Promise.reject(new Error('no batch came')),
      () => undefined,
    );
    try {
      const result = await Promise.race([batches.next(), tooLate]);
      for (const reading of result?.value ?? []) latest.set(reading.item, reading);
      return result?.value;
    } finally {
      late.abort();
    }
  };
  return {
    next,
    until: async (enough) => {
      while (!enough(latest)) if ((await next()) === undefined) throw new Error('the driver ended');
      return latest;
    },
    stop: async () => {
      stopping.abort();
      await batches.return?.();
    },
  };
}

/** Declares the whole suite for one protocol. */
export function driverContract(title: string, make: () => Promise<DriverGround>): void {
  describe(`${title} keeps the promises of a driver`, () => {
    let ground: DriverGround;
    let readers: Reader[] = [];
    const start = (machine: Reachable): Reader => {
      const reader = read(ground.driver, machine);
      readers.push(reader);
      return reader;
    };
    // Servers are slow to start: one for all, taken away by the last promise.
    beforeAll(async () => {
      ground = await make();
    });
    afterEach(async () => {
      for (const reader of readers) await reader.stop();
      readers = [];
    });
    afterAll(() => ground.remove());
    valuePromises(() => ground, start);
    contactPromises(() => ground, start);
  });
}

type Start = (machine: Reachable) => Reader;

function valuePromises(ground: () => DriverGround, start: Start): void {
  const required = (machine: Reachable): readonly string[] =>
    machine.profile.items.filter(({ optional }) => !optional).map(({ id }) => id);

  it('lets several machines start together in a fresh folder', async () => {
    const { machine } = ground();
    const ids = required(machine);
    const together = [start(machine), start(machine), start(machine)];
    const all = await Promise.all(
      together.map((reader) => reader.until((seen) => ids.every((id) => seen.has(id)))),
    );
    expect(all.map((latest) => ids.filter((id) => latest.get(id)?.quality === 'good').length)).toEqual(
      together.map(() => ids.length),
    );
  });

  it('gives a good value for every required item, dated and of this item alone', async () => {
    const { machine } = ground();
    const ids = required(machine);
    const latest = await start(machine).until((seen) => ids.every((id) => seen.has(id)));
    for (const id of ids) {
      expect(latest.get(id)).toMatchObject({ item: id, quality: 'good' });
      expect(Number.isSafeInteger(latest.get(id)?.at)).toBe(true);
    }
  });

  it('makes of one missing item one bad item', async () => {
    const { withMissingItem: machine } = ground();
    if (machine === null) return;
    const ids = required(machine);
    const latest = await start(machine).until((seen) => ids.every((id) => seen.has(id)));
    for (const id of ids)
      expect([id, latest.get(id)?.quality]).toEqual([id, id === 'missing' ? 'bad' : 'good']);
    expect(latest.get('missing')?.value).toBeNull();
  });
}

function contactPromises(ground: () => DriverGround, start: Start): void {
  it('goes on proving contact while nothing changes', async () => {
    const reader = start(ground().machine);
    await reader.until((seen) => seen.size > 0);
    for (let proof = 0; proof < 3; proof++) expect(await reader.next()).toBeDefined();
  });

  it('throws when there is nobody to read', async () => {
    await expect(start(ground().nowhere).until(() => false)).rejects.toThrow(/\w/);
  });

  it('ends without an error when aborted, and can begin again', async () => {
    const { machine } = ground();
    const first = start(machine);
    await first.until((seen) => seen.size > 0);
    await first.stop();
    expect(await first.next()).toBeUndefined();
    const again = start(machine);
    expect((await again.until((seen) => seen.size > 0)).size).toBeGreaterThan(0);
  });

  it('throws when contact is lost', async () => {
    const { cut, machine } = ground();
    if (cut === null) return;
    const reader = start(machine);
    await reader.until((seen) => seen.size > 0);
    await cut();
    await expect(reader.until(() => false)).rejects.toThrow(/\w/);
    await expect(reader.until(() => false)).rejects.toThrow('the driver ended');
  });
}
