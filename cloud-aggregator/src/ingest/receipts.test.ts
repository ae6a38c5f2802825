// Receipts: the first at once, then at most one a second for each machine, none forgotten.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dueReceipts, openReceiptDesk, wantReceipt } from './receipts.ts';

describe('the receipt desk', () => {
  it('lets the first out at once and the next a second later', () => {
    const desk = openReceiptDesk();
    wantReceipt(desk, 'a/1');
    expect(dueReceipts(desk, 0)).toEqual([{ machine: 'a/1', refusedFrom: null }]);
    wantReceipt(desk, 'a/1', 70);
    wantReceipt(desk, 'a/1', 50);
    wantReceipt(desk, 'b/1');
    expect(dueReceipts(desk, 999)).toEqual([{ machine: 'b/1', refusedFrom: null }]);
    expect(dueReceipts(desk, 1_000)).toEqual([{ machine: 'a/1', refusedFrom: 50 }]);
    expect(dueReceipts(desk, 9_000)).toEqual([]);
  });

  it('waits longer the fuller the queue is', () => {
    const desk = openReceiptDesk();
    wantReceipt(desk, 'a/1');
    expect(dueReceipts(desk, 0, 1)).toHaveLength(1);
    wantReceipt(desk, 'a/1');
    expect(dueReceipts(desk, 3_999, 1)).toEqual([]);
    expect(dueReceipts(desk, 3_999, 0.5)).toHaveLength(1);
  });

  it('says everything that is wanted in the end, never twice within a second', () => {
    const step = fc.record({ machine: fc.constantFrom('a/1', 'b/1'), afterMs: fc.nat(700) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const desk = openReceiptDesk();
        const said = new Map<string, number>();
        const wanted = new Map<string, number>();
        let nowMs = 0;
        const look = (): void => {
          for (const { machine } of dueReceipts(desk, nowMs)) {
            const last = said.get(machine);
            if (last !== undefined) expect(nowMs - last).toBeGreaterThanOrEqual(1_000);
            said.set(machine, nowMs);
          }
        };
        for (const { machine, afterMs } of steps) {
          nowMs += afterMs;
          wantReceipt(desk, machine);
          wanted.set(machine, nowMs);
          look();
        }
        nowMs += 1_000;
        look();
        for (const [machine, when] of wanted) expect(said.get(machine)).toBeGreaterThanOrEqual(when);
      }),
    );
  });
});
