// A storm of rebirth requests goes out at the pace of the ticks, in order, each node's newest one once.
import type { Outgoing } from '@nakamawashi/sparkplug';
import { expect, it } from 'vitest';
import { dueRebirths, openRebirthDesk, refillRebirths } from './rebirths.ts';

it('spreads a storm', () => {
  const desk = openRebirthDesk();
  const ask = (topic: string): Outgoing => ({ topic, payload: new Uint8Array(), qos: 0, retain: false });
  for (let node = 0; node < 4_200; node++) desk.wanted.set(`${node}`, ask(`${node}`));
  const first = dueRebirths(desk);
  expect(first.map(({ topic }) => topic).slice(0, 3)).toEqual(['0', '1', '2']);
  expect(first).toHaveLength(50);
  expect(dueRebirths(desk)).toEqual([]);
  let ticks = 0;
  for (let asked = first.length; asked < 4_200; ticks++) {
    refillRebirths(desk);
    const due = dueRebirths(desk);
    expect(due.length).toBeLessThanOrEqual(50);
    asked += due.length;
  }
  expect(ticks).toBeLessThan(300);
});
