// What the contract of a store says of plans: a tally is given back with the plan that it was computed with, and
// another calendar makes exactly the days due whose plan is another one.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { DueDay, UtilisationStore } from '../../cloud-aggregator/src/store/utilisationStore.ts';
import { olderTally } from './olderTally.ts';
import type { StoreGround } from './store.ts';
import { batch, counted, slot, startOf } from './storeSamples.ts';

/** The store as it is now, and its ground. */
interface Kept {
  store(): UtilisationStore;
  ground(): StoreGround;
  reopen(): Promise<void>;
}

const dates = ['2026-11-19', '2026-11-20', '2026-11-21'];

async function putPlans(
  store: UtilisationStore,
  machine: string,
  plans: Readonly<Record<string, string>>,
): Promise<void> {
  const tallies = Object.entries(plans).map(([date, plan]) => {
    const due: DueDay = { machine, date, stamp: -1 };
    return { due, ...counted(machine, date, 1, plan) };
  });
  await store.putTallies(tallies);
}

async function dueDates(store: UtilisationStore, machine: string): Promise<string[]> {
  const due = await store.dueDays(100);
  return due.flatMap((each) => (each.machine === machine ? [each.date] : [])).sort();
}

export function planPromises(kept: Kept): void {
  keepingPromises(kept);
  duePromises(kept);
  exactPromise(kept);
}

function keepingPromises({ store, ground, reopen }: Kept): void {
  it('gives each tally back with the plan that it was put with last', async () => {
    await putPlans(store(), 'a/1', { '2026-11-20': 'one' });
    await putPlans(store(), 'a/1', { '2026-11-20': 'two', '2026-11-21': '' });
    await reopen();
    const found = await store().tallies({ firstDate: '2026-11-01', lastDate: '2026-11-30' });
    expect(found.map(({ plan }) => plan)).toEqual(['two', '']);
  });

  it('reads a tally that does not say its plan, and makes it due when a calendar is noted', async () => {
    const day = { machine: 'o/1', date: '2026-11-20' };
    const range = { firstDate: day.date, lastDate: '2026-11-21' };
    await store().commit(batch({ slots: [slot('o/1', 0)] }));
    await reopen();
    await ground().putOlder(day);
    expect(await store().tallies(range)).toEqual([olderTally(day)]);
    await store().putTallies([
      { due: { ...day, date: '2026-11-21', stamp: -1 }, ...counted('o/1', '2026-11-21', 1) },
    ]);
    expect((await store().tallies(range)).map(({ plan }) => plan)).toEqual(['', 'weekdays']);
    await store().noteBases(new Map([['o/1', 'c1']]), () => 'weekdays');
    expect(await store().dueDays(10)).toMatchObject([day]);
  });
}

function duePromises({ store, reopen }: Kept): void {
  it('makes due, of a machine whose calendar is another one, the days whose plan is another one', async () => {
    await store().noteBases(
      new Map([
        ['a/1', 'c1'],
        ['b/1', 'c1'],
      ]),
      () => 'weekday',
    );
    for (const machine of ['a/1', 'b/1', 'd/1'])
      await putPlans(store(), machine, Object.fromEntries(dates.map((date) => [date, 'weekday'])));
    await store().commit(batch({ marks: new Map([['d/1', startOf(1)]]) }));
    const planNow = ({ date }: { date: string }): string => (date === '2026-11-20' ? 'closed' : 'weekday');
    await store().noteBases(
      new Map([
        ['a/1', 'c2'],
        ['b/1', 'c1'],
      ]),
      planNow,
    );
    await reopen();
    expect(await dueDates(store(), 'a/1')).toEqual(['2026-11-20']);
    expect(await dueDates(store(), 'b/1')).toEqual([]);
    expect(await dueDates(store(), 'd/1')).toEqual([]);
    expect(await store().bases()).toEqual(
      new Map([
        ['a/1', 'c2'],
        ['b/1', 'c1'],
      ]),
    );
    const due = await store().dueDays(10);
    await store().putTallies(due.map((each) => ({ due: each, ...counted('a/1', each.date, 1, 'closed') })));
    expect(await dueDates(store(), 'a/1')).toEqual([]);
    await store().noteBases(new Map([['a/1', 'c1']]), () => 'weekday');
    expect(await dueDates(store(), 'a/1')).toEqual(['2026-11-20']);
  });

  it('takes a calendar that it already noted as it is, and asks for no plan', async () => {
    await store().noteBases(new Map([['a/1', 'c1']]), () => 'weekday');
    await putPlans(store(), 'a/1', { '2026-11-20': 'weekday' });
    await reopen();
    await store().noteBases(new Map([['a/1', 'c1']]), () => {
      throw new Error('BUG: asked for a plan');
    });
    expect(await dueDates(store(), 'a/1')).toEqual([]);
  });

  it('keeps a day due that its own calendar made due again while its tally was computed', async () => {
    await store().noteBases(new Map([['a/1', 'c1']]), () => 'weekday');
    await putPlans(store(), 'a/1', { '2026-11-20': 'weekday' });
    await store().commit(batch({ days: [{ machine: 'a/1', date: '2026-11-20' }] }));
    const due = await store().dueDays(10);
    await store().noteBases(new Map([['a/1', 'c2']]), () => 'closed');
    await store().putTallies(due.map((each) => ({ due: each, ...counted('a/1', each.date, 1) })));
    expect(await dueDates(store(), 'a/1')).toEqual(['2026-11-20']);
  });
}

function exactPromise({ store }: Kept): void {
  it('makes due exactly the days whose plan differs, whatever is tallied and however it is changed', async () => {
    const plan = fc.constantFrom('', 'early', 'late', 'closed');
    const days = fc.dictionary(fc.constantFrom(...dates), plan);
    let number = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(days, { maxLength: 3 }),
        fc.record({ now: plan, one: plan }),
        async (all, to) => {
          number += 1;
          const machines = all.map((_, index) => `r${number}/${index}`);
          await store().noteBases(new Map(machines.map((machine) => [machine, 'before'])), () => 'early');
          for (const [index, each] of all.entries()) await putPlans(store(), `r${number}/${index}`, each);
          const planNow = ({ date }: { date: string }): string => (date === dates[1] ? to.one : to.now);
          await store().noteBases(new Map(machines.map((machine) => [machine, 'after'])), planNow);
          for (const [index, each] of all.entries()) {
            const wanted = Object.keys(each).filter((date) => each[date] !== planNow({ date }));
            expect(await dueDates(store(), `r${number}/${index}`)).toEqual(wanted.sort());
          }
          const due = await store().dueDays(100);
          await store().putTallies(due.map((day) => ({ due: day, ...counted(day.machine, day.date, 1) })));
        },
      ),
      { numRuns: 20 },
    );
  });
}
