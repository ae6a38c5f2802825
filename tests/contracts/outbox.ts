// The contract of an outbox, run over every implementation: give `make` a way to open the same outbox again and again.
// What it holds: appended is durable, nothing leaves but by receipt, bound or clock, and a parcel says what it follows.
import { noTime, type Slot } from '@nakamawashi/machine-model';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Outbox } from '../../edge-agent/src/outbox/outbox.ts';

/** One outbox on its own ground, holding at most a day; `open` may be called again after `close` and finds the same. */
export interface OutboxGround {
  open(): Promise<Outbox>;
  remove(): Promise<void>;
}

const lengthMs = 300_000;
const perDay = 288;
const first = Date.UTC(2026, 10, 20);
const startOf = (index: number): number => first + index * lengthMs;
const endOf = (index: number): number => startOf(index + 1);

function slot(machine: string, index: number, production = lengthMs): Slot {
  const elements = { ...noTime, production, unknown: lengthMs - production };
  return { machine, start: startOf(index), lengthMs, elements };
}
const slots = (machine: string, ...indexes: number[]): Slot[] => indexes.map((index) => slot(machine, index));

/** Declares the whole suite for one implementation. */
export function outboxContract(title: string, make: () => Promise<OutboxGround>): void {
  describe(`${title} keeps the promises of an outbox`, () => {
    let ground: OutboxGround;
    let outbox: Outbox;
    beforeEach(async () => {
      ground = await make();
      outbox = await ground.open();
    });
    afterEach(async () => {
      outbox.close();
      await ground.remove();
    });
    const reopen = async (): Promise<void> => {
      outbox.close();
      outbox = await ground.open();
    };
    holdingPromises(() => outbox, reopen);
    leavingPromises(() => outbox, reopen);
    settingAsidePromises(() => outbox, reopen);
    anySequence(() => outbox);
  });
}

function holdingPromises(outbox: () => Outbox, reopen: () => Promise<void>): void {
  it('gives back what was appended, also after it was closed and opened again', async () => {
    outbox().append([slot('a', 0), slot('b', 0, 7), slot('a', 1, 12_345)]);
    await reopen();
    expect(outbox().read('a', null, 10)).toEqual({
      machine: 'a',
      follows: null,
      oldest: startOf(0),
      slots: [slot('a', 0), slot('a', 1, 12_345)],
    });
    expect(outbox().read('b', null, 10)?.slots).toEqual([slot('b', 0, 7)]);
    expect(outbox().read('c', null, 10)).toBeNull();
    expect(outbox().lastAppendedEnd('a')).toBe(endOf(1));
    expect(outbox().lastAppendedEnd('c')).toBeNull();
  });

  it('reads on after any instant, in order, no more than asked for', () => {
    outbox().append(slots('a', 0, 1, 2, 5, 6));
    const after = outbox().read('a', endOf(0), 2);
    expect(after).toEqual({ machine: 'a', follows: endOf(0), oldest: startOf(0), slots: slots('a', 1, 2) });
    expect(outbox().read('a', endOf(2), 9)).toMatchObject({ follows: endOf(2), slots: slots('a', 5, 6) });
    expect(outbox().read('a', endOf(0) + 1, 1)?.slots).toEqual(slots('a', 1));
    expect(outbox().read('a', endOf(6), 9)).toBeNull();
  });

  it('finds what comes after a look that found nothing, also for a machine that was not known', () => {
    outbox().append(slots('a', 0));
    expect(outbox().read('a', endOf(0), 9)).toBeNull();
    expect(outbox().read('b', null, 9)).toBeNull();
    outbox().append([...slots('a', 1), ...slots('b', 1)]);
    expect(outbox().read('a', endOf(0), 9)?.slots).toEqual(slots('a', 1));
    expect(outbox().read('b', null, 9)?.slots).toEqual(slots('b', 1));
  });

  it('takes a slot once: what ends at or before the last appended end has been here', async () => {
    outbox().append(slots('a', 0, 1));
    await reopen();
    outbox().append([slot('a', 1, 1), slot('a', 2)]);
    expect(outbox().read('a', null, 9)?.slots).toEqual(slots('a', 0, 1, 2));
    outbox().acknowledge('a', endOf(2));
    outbox().append(slots('a', 2));
    expect(outbox().read('a', null, 9)).toBeNull();
  });

  it('tells what is held for some machines', () => {
    outbox().append([...slots('a', 3, 4), ...slots('b', 1), ...slots('c', 0)]);
    expect(outbox().holdings(['a', 'b'])).toEqual({ depth: 3, oldest: startOf(1), setAside: 0, dropped: 0 });
    expect(outbox().holdings([])).toEqual({ depth: 0, oldest: null, setAside: 0, dropped: 0 });
    expect(outbox().oldest('a')).toBe(startOf(3));
    expect(outbox().oldest('d')).toBeNull();
  });

  it('remembers since when a machine is shared, and forgets it when it is not', async () => {
    expect(outbox().noteSharing('a', true, 5)).toBe(5);
    await reopen();
    expect(outbox().noteSharing('a', true, 9)).toBe(5);
    expect(outbox().noteSharing('a', false, 10)).toBeNull();
    expect(outbox().noteSharing('a', true, 11)).toBe(11);
  });
}

function leavingPromises(outbox: () => Outbox, reopen: () => Promise<void>): void {
  it('forgets what a receipt covers, and says later what the rest follows', async () => {
    outbox().append([...slots('a', 0, 1, 2), ...slots('b', 0)]);
    outbox().acknowledge('a', endOf(1));
    await reopen();
    expect(outbox().read('a', null, 9)).toEqual({
      machine: 'a',
      follows: endOf(1),
      oldest: startOf(2),
      slots: slots('a', 2),
    });
    expect(outbox().acknowledgedThrough('a')).toBe(endOf(1));
    expect(outbox().read('b', null, 9)?.slots).toEqual(slots('b', 0));
    outbox().acknowledge('a', endOf(0));
    expect(outbox().acknowledgedThrough('a')).toBe(endOf(1));
  });

  it('keeps a slot that a receipt covers in part', () => {
    outbox().append(slots('a', 0, 1));
    outbox().acknowledge('a', endOf(1) - 1);
    expect(outbox().read('a', null, 9)?.slots).toEqual(slots('a', 1));
  });

  it('goes on after the last appended end when everything was acknowledged', async () => {
    outbox().append(slots('a', 0));
    outbox().acknowledge('a', endOf(0));
    await reopen();
    outbox().append(slots('a', 4));
    expect(outbox().read('a', null, 9)).toMatchObject({ follows: endOf(0), oldest: startOf(4) });
  });

  it('drops the oldest when it is full, counts them, and still says what the rest follows', () => {
    const days = Array.from({ length: perDay + 3 }, (_, index) => index);
    outbox().append(slots('a', ...days));
    outbox().append(slots('b', 0));
    expect(outbox().read('a', null, 1)).toEqual({
      machine: 'a',
      follows: endOf(2),
      oldest: startOf(3),
      slots: slots('a', 3),
    });
    expect(outbox().holdings(['a', 'b'])).toMatchObject({ depth: perDay + 1, dropped: 3 });
  });

  it('is not emptied by one slot from the far future', () => {
    outbox().append(slots('a', 0, 1, 200_000));
    expect(outbox().holdings(['a'])).toMatchObject({ depth: 3, dropped: 0 });
  });
}

function settingAsidePromises(outbox: () => Outbox, reopen: () => Promise<void>): void {
  it('takes what lies in the future out of the stream, which goes on after the last good slot', async () => {
    outbox().append(slots('a', 0, 1, 100, 101));
    expect(outbox().setAside('a', startOf(100))).toBe(2);
    await reopen();
    expect(outbox().holdings(['a'])).toMatchObject({ depth: 2, setAside: 2 });
    expect(outbox().lastAppendedEnd('a')).toBe(endOf(1));
    outbox().append(slots('a', 2));
    expect(outbox().read('a', null, 9)?.slots).toEqual(slots('a', 0, 1, 2));
    expect(outbox().read('a', endOf(1), 9)?.follows).toBe(endOf(1));
  });

  it('knows the last good slot also when that is acknowledged and gone', () => {
    outbox().append(slots('a', 0, 100));
    outbox().acknowledge('a', endOf(0));
    expect(outbox().setAside('a', startOf(100))).toBe(1);
    expect(outbox().lastAppendedEnd('a')).toBe(endOf(0));
  });

  it('changes nothing when there is nothing to set aside', () => {
    outbox().append(slots('a', 0));
    expect(outbox().setAside('a', startOf(1))).toBe(0);
    expect(outbox().setAside('b', 0)).toBe(0);
    expect(outbox().lastAppendedEnd('a')).toBe(endOf(0));
  });
}

type Step = { readonly append: number } | { readonly receipt: number } | { readonly aside: number };

/** The same promises without a disk: a list of slots and two instants. */
function plainOutbox() {
  let held: number[] = [];
  let appended: number[] = [];
  return {
    last: () => appended.at(-1),
    held: () => held,
    follows: (index: number) => appended[appended.indexOf(index) - 1],
    step: (step: Step) => {
      if ('append' in step) {
        if (appended.length > 0 && step.append <= Number(appended.at(-1))) return;
        appended.push(step.append);
        held.push(step.append);
      } else if ('receipt' in step) {
        held = held.filter((index) => index > step.receipt);
      } else if (held.some((index) => index >= step.aside)) {
        appended = appended.filter((index) => index < step.aside || !held.includes(index));
        held = held.filter((index) => index < step.aside);
      }
    },
  };
}

function anySequence(outbox: () => Outbox): void {
  it('holds any sequence of appends, receipts and set-asides like a plain list', () => {
    const index = fc.nat(40);
    const step: fc.Arbitrary<Step> = fc.oneof(
      { weight: 4, arbitrary: fc.record({ append: index }) },
      fc.record({ receipt: index }),
      fc.record({ aside: index }),
    );
    let run = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        run += 1;
        const machine = `m${run}`;
        const plain = plainOutbox();
        for (const each of steps) {
          plain.step(each);
          if ('append' in each) outbox().append([slot(machine, each.append)]);
          else if ('receipt' in each) outbox().acknowledge(machine, endOf(each.receipt));
          else outbox().setAside(machine, startOf(each.aside));
          // A look at any moment, so that nothing it remembers can hide what comes later.
          for (const from of [null, 5, 20]) {
            const rest = plain.held().filter((held) => from === null || held >= from);
            const seen = outbox().read(machine, from === null ? null : startOf(from), 100);
            expect(seen?.slots ?? []).toEqual(slots(machine, ...rest));
          }
        }
        const [oldest] = plain.held();
        const read = outbox().read(machine, null, 100);
        expect(read?.slots ?? []).toEqual(slots(machine, ...plain.held()));
        const last = plain.last();
        expect(outbox().lastAppendedEnd(machine)).toBe(last === undefined ? null : endOf(last));
        if (oldest === undefined) return;
        const follows = plain.follows(oldest);
        expect(read?.follows).toBe(follows === undefined ? null : endOf(follows));
      }),
      { numRuns: 60 },
    );
  });
}
