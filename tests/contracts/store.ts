// The contract of a store of slots, run over every implementation: give `make` a way to open the same store again.
// What it holds: durable when commit resolves, one transaction, history never rewritten, marks never backwards.
import type { Slot } from '@nakamawashi/machine-model';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MachineDay, UtilisationStore } from '../../cloud-aggregator/src/store/utilisationStore.ts';
import { planPromises } from './planPromises.ts';
import { batch, counted, lengthMs, slot, startOf } from './storeSamples.ts';

/** One store on its own ground: `open` may be called again after `close` and finds what was committed. */
export interface StoreGround {
  open(): Promise<UtilisationStore>;
  /** Puts a tally that does not say its plan, as older versions did. */
  putOlder(day: MachineDay): Promise<void>;
  remove(): Promise<void>;
}

async function all(store: UtilisationStore, machines?: readonly string[]): Promise<Slot[]> {
  const range = { from: 0, until: 9_000_000_000_000 };
  const found: Slot[] = [];
  for await (const each of store.slots(machines === undefined ? range : { ...range, machines }))
    found.push(each);
  return found;
}

/** Declares the whole suite for one implementation. */
export function storeContract(title: string, make: () => Promise<StoreGround>): void {
  describe(`${title} keeps the promises of a store`, () => {
    let ground: StoreGround;
    let store: UtilisationStore;

    beforeEach(async () => {
      ground = await make();
      store = await ground.open();
    });
    afterEach(async () => {
      await store.close();
      await ground.remove();
    });
    const reopen = async (): Promise<void> => {
      await store.close();
      store = await ground.open();
    };

    slotPromises(() => store, reopen);
    readingPromises(() => store);
    deadLetterPromises(() => store, reopen);
    markPromises(() => store, reopen);
    tallyPromises(() => store, reopen);
    planPromises({ store: () => store, ground: () => ground, reopen });
  });
}

function slotPromises(store: () => UtilisationStore, reopen: () => Promise<void>): void {
  it('gives back what was committed, also after it was closed and opened again', async () => {
    const slots = [slot('a/1', 0), slot('a/1', 1, { idle: 100_000, unknown: 200_000 }), slot('b/1', 0)];
    await store().commit(batch({ slots }));
    expect(await all(store())).toEqual(slots);
    await reopen();
    expect(await all(store())).toEqual(slots);
  });

  it('never rewrites history: the first word about a slot stands', async () => {
    await store().commit(batch({ slots: [slot('a/1', 0)] }));
    await store().commit(batch({ slots: [slot('a/1', 0, { idle: lengthMs }), slot('a/1', 1)] }));
    expect(await all(store())).toEqual([slot('a/1', 0), slot('a/1', 1)]);
  });

  it('commits all of a batch or nothing', async () => {
    const bad = { ...slot('c/1', 1), start: Number.NaN };
    const refused = store().commit(
      batch({ slots: [slot('c/1', 0), bad], marks: new Map([['c/1', startOf(2)]]) }),
    );
    await expect(refused).rejects.toThrow();
    expect(await all(store())).toEqual([]);
    expect(await store().marks()).toEqual(new Map());
    await store().commit(batch({ slots: [slot('c/1', 0)] }));
    expect(await all(store())).toEqual([slot('c/1', 0)]);
  });
}

function readingPromises(store: () => UtilisationStore): void {
  it('lists by machine, then by time, whatever order it was told in', async () => {
    const inOrder = ['a/1', 'a/2', 'b/1'].flatMap((machine) =>
      [0, 1, 2, 3].map((index) => slot(machine, index)),
    );
    const shuffled = fc.sample(fc.shuffledSubarray(inOrder, { minLength: inOrder.length }), 1)[0] ?? [];
    await store().commit(batch({ slots: shuffled }));
    expect(await all(store())).toEqual(inOrder);
    expect(await all(store(), ['b/1', 'a/1', 'none/1'])).toEqual(
      inOrder.filter(({ machine }) => machine !== 'a/2'),
    );
  });

  it('finds the slots that overlap a span, whole and no others', async () => {
    await store().commit(batch({ slots: Array.from({ length: 12 }, (_, index) => slot('a/1', index)) }));
    const starts: number[] = [];
    for await (const each of store().slots({ from: startOf(3) + 1, until: startOf(5) + 1 }))
      starts.push(each.start);
    expect(starts).toEqual([startOf(3), startOf(4), startOf(5)]);
  });

  it('pages through more slots than one page holds', async () => {
    const slots = Array.from({ length: 4_500 }, (_, index) => slot('a/1', index));
    await store().commit(batch({ slots }));
    expect((await all(store())).map(({ start }) => start)).toEqual(slots.map(({ start }) => start));
  });
}

function deadLetterPromises(store: () => UtilisationStore, reopen: () => Promise<void>): void {
  it('keeps dead letters with their reason, one for each slot however often it is sent', async () => {
    const letter = { slot: slot('a/1', 7, { idle: 5 }), reason: 'does not sum', at: startOf(9) };
    await store().commit(batch({ deadLetters: [letter] }));
    await store().commit(batch({ deadLetters: [{ ...letter, at: startOf(10) }] }));
    await reopen();
    expect(await store().deadLetters(10)).toEqual([letter]);
    expect(await all(store())).toEqual([]);
  });
}

function markPromises(store: () => UtilisationStore, reopen: () => Promise<void>): void {
  it('keeps marks durable and never moves one backwards', async () => {
    const first = new Map(Object.entries({ 'a/1': startOf(5), 'b/1': startOf(1) }));
    await store().commit(batch({ marks: first }));
    await store().commit(batch({ marks: new Map([['a/1', startOf(3)]]) }));
    await reopen();
    expect(await store().marks()).toEqual(first);
  });

  it('holds any sequence of commits like a plain map that only takes what is new', async () => {
    const step = fc.record({
      machine: fc.constantFrom('p/1', 'p/2'),
      index: fc.nat(20),
      idle: fc.nat(lengthMs),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(step, { maxLength: 6 }), { maxLength: 6 }), async (batches) => {
        const before = new Map((await all(store())).map((each) => [`${each.machine} ${each.start}`, each]));
        for (const steps of batches) {
          const slots = steps.map(({ machine, index, idle }) =>
            slot(machine, index, { idle, production: lengthMs - idle }),
          );
          await store().commit(batch({ slots }));
          for (const each of slots) {
            const key = `${each.machine} ${each.start}`;
            if (!before.has(key)) before.set(key, each);
          }
        }
        const wanted = [...before.values()].sort(
          (a, b) => a.machine.localeCompare(b.machine) || a.start - b.start,
        );
        expect(await all(store())).toEqual(wanted);
      }),
      { numRuns: 15 },
    );
  });
}

function tallyPromises(store: () => UtilisationStore, reopen: () => Promise<void>): void {
  const day = { machine: 'a/1', date: '2026-11-21' };

  it('makes the days of a commit due in the same transaction, newest date first', async () => {
    const older = { machine: 'a/1', date: '2026-11-20' };
    await store().commit(batch({ slots: [slot('a/1', 0)], days: [older, day] }));
    await reopen();
    expect(await store().dueDays(10)).toMatchObject([day, older]);
    expect(await store().dueDays(1)).toMatchObject([day]);
    expect(await store().dueBetween({ firstDate: '2026-11-20', lastDate: '2026-11-20' })).toMatchObject([
      older,
    ]);
  });

  it('stops calling a day due when its tally is put, and gives the tally back', async () => {
    await store().commit(batch({ days: [day] }));
    const due = await store().dueDays(10);
    const put = due.map((each) => ({ due: each, ...counted(each.machine, each.date, 3_600_000) }));
    await store().putTallies(put);
    await reopen();
    expect(await store().dueDays(10)).toEqual([]);
    const found = await store().tallies({ firstDate: '2026-11-01', lastDate: '2026-11-30' });
    expect(found).toEqual([counted('a/1', '2026-11-21', 3_600_000)]);
    expect(await store().tallies({ firstDate: '2026-11-22', lastDate: '2026-11-30' })).toEqual([]);
  });

  it('keeps a day due when slots came while its tally was computed', async () => {
    await store().commit(batch({ days: [day] }));
    const due = await store().dueDays(10);
    await store().commit(batch({ days: [day] }));
    await store().putTallies(due.map((each) => ({ due: each, ...counted('a/1', each.date, 1) })));
    expect(await store().dueDays(10)).toMatchObject([day]);
  });
}
