// Readings take effect in the order of their own times, within what is still open.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { receive, takeDue } from './inbox.ts';
import type { Reading } from './reading.ts';

const reading = (item: string, value: number, at: number): Reading => ({ item, value, quality: 'good', at });
const shown = (readings: readonly Reading[]): string =>
  readings.map((one) => `${one.item}=${one.value}@${one.at}`).join(' ');

describe('inbox', () => {
  it('sorts a batch by its own times', () => {
    const inbox = receive([], [reading('a', 2, 900), reading('b', 1, 950), reading('a', 1, 800)], 1_000, 0);
    expect(shown(takeDue(inbox, 1_000).due)).toBe('a=1@800 a=2@900 b=1@950');
  });

  it('draws times into the open span', () => {
    const batch = [
      reading('a', 1, 10),
      reading('b', 1, 5_000),
      reading('c', 1, Number.NaN),
      reading('d', 1, 700.4),
    ];
    expect(shown(takeDue(receive([], batch, 1_000, 500), 1_000).due)).toBe(
      'a=1@500 d=1@700 b=1@1000 c=1@1000',
    );
  });

  it('never puts a later batch of an item before an earlier one, as a clock set back would', () => {
    const first = receive([], [reading('a', 1, 900), reading('b', 1, 900)], 1_000, 0);
    const second = receive(first, [reading('a', 2, 300), reading('c', 1, 300)], 1_500, 0);
    expect(shown(takeDue(second, 1_500).due)).toBe('c=1@300 a=1@900 b=1@900 a=2@900');
  });

  it('keeps what is not due, and taking in two goes is taking in one', () => {
    const batches = fc.array(fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.nat(2_000)), { maxLength: 5 }), {
      maxLength: 5,
    });
    fc.assert(
      fc.property(batches, fc.nat(6_000), (each, middle) => {
        let value = 0;
        const inbox = each.reduce<ReturnType<typeof receive>>((before, batch, index) => {
          const readings = batch.map(([item, at]) => reading(item, value++, index * 1_000 + at));
          return receive(before, readings, (index + 1) * 1_000, 0);
        }, []);
        const whole = takeDue(inbox, 6_000);
        const first = takeDue(inbox, middle);
        const second = takeDue(first.waiting, 6_000);
        expect(whole.waiting).toEqual([]);
        expect(shown([...first.due, ...second.due])).toBe(shown(whole.due));
      }),
    );
  });
});
