// The queue keeps order, holds its bound, and gives back what could not be stored.
import { noTime } from '@nakamawashi/machine-model';
import type { Parcel } from '@nakamawashi/sparkplug';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openParcelQueue } from './parcelQueue.ts';

const parcelOf = (machine: string, slots: number): Parcel => ({
  machine,
  follows: null,
  oldest: 0,
  slots: Array.from({ length: slots }, (_, index) => ({
    machine,
    start: index,
    lengthMs: 1,
    elements: noTime,
  })),
});

describe('the parcel queue', () => {
  it('never holds more than its bound, and hands out everything it took in, in order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 30 }),
        fc.integer({ min: 1, max: 20 }),
        (sizes, most) => {
          const queue = openParcelQueue({ all: 40, ofWorkshop: 40 });
          const taken: string[] = [];
          const accepted = sizes.flatMap((size, index) =>
            queue.offer(parcelOf(`${index}`, size)) ? [`${index}`] : [],
          );
          expect(queue.slots()).toBeLessThanOrEqual(40);
          while (queue.slots() > 0) {
            const parcels = queue.take(most);
            expect(parcels.length).toBeGreaterThan(0);
            if (parcels.length > 1) {
              expect(parcels.reduce((sum, { slots }) => sum + slots.length, 0)).toBeLessThanOrEqual(most);
            }
            taken.push(...parcels.map(({ machine }) => machine));
          }
          expect(taken).toEqual(accepted);
        },
      ),
    );
  });

  it('serves workshops in turn, so that a long line delays nobody else', () => {
    const queue = openParcelQueue({ all: 10_000, ofWorkshop: 5_000 });
    for (let index = 0; index < 10; index++) queue.offer(parcelOf(`long/${index}`, 200));
    queue.offer(parcelOf('short/1', 1));
    expect(queue.take(500).map(({ machine }) => machine)).toEqual(['long/0', 'long/1', 'short/1']);
    expect(queue.take(500).map(({ machine }) => machine)).toEqual(['long/2', 'long/3']);
  });

  it('holds a bound for each workshop, and tells who had better wait', () => {
    const queue = openParcelQueue({ all: 20, ofWorkshop: 8 });
    expect(queue.hasRoom('a')).toBe(true);
    expect([3, 3, 3].map((size) => queue.offer(parcelOf('a/1', size)))).toEqual([true, true, false]);
    expect(queue.hasRoom('a')).toBe(false);
    expect(queue.offer(parcelOf('b/1', 3))).toBe(true);
    expect(queue.hasRoom('b')).toBe(true);
    expect(queue.offer(parcelOf('c/1', 6))).toBe(true);
    expect([queue.hasRoom('a'), queue.hasRoom('b')]).toEqual([false, true]);
    expect(queue.offer(parcelOf('d/1', 1))).toBe(true);
    expect(queue.hasRoom('e')).toBe(false);
  });

  it('takes back what failed, in front of what came meanwhile', () => {
    const queue = openParcelQueue({ all: 10, ofWorkshop: 10 });
    queue.offer(parcelOf('first', 4));
    const failed = queue.take(10);
    queue.offer(parcelOf('second', 2));
    queue.putBack(failed);
    expect(queue.slots()).toBe(6);
    expect(queue.take(10).map(({ machine }) => machine)).toEqual(['first', 'second']);
  });

  it('wakes whoever waits, and lets go of it when the run ends', async () => {
    const queue = openParcelQueue({ all: 10, ofWorkshop: 10 });
    const stop = new AbortController();
    const woken = queue.ready(stop.signal);
    queue.offer(parcelOf('a', 1));
    await woken;
    queue.take(10);
    const waiting = queue.ready(stop.signal);
    stop.abort();
    await expect(waiting).rejects.toThrow();
  });
});
