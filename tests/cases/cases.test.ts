// Every case folder: what the machine said must become the intervals that were agreed on. UPDATE_CASES=1 agrees anew.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { accountInterval, openSlotAt, totalMs } from '@nakamawashi/machine-model';
import { describe, expect, it } from 'vitest';
import { playCase } from './playCase.ts';
import { readCase, readExpected, writeExpected } from './readCase.ts';

const folders = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

describe.each(folders)('case %s', (name) => {
  const folder = join(import.meta.dirname, name);
  const read = readCase(folder);
  const intervals = playCase(read);

  it('comes to the agreed intervals', () => {
    if (process.env['UPDATE_CASES'] === '1') writeExpected(folder, intervals);
    expect(intervals).toEqual(readExpected(folder));
  });

  it('leaves no time out', () => {
    let through = read.from;
    for (const interval of intervals) {
      expect(interval.from).toBe(through);
      through = interval.until;
    }
    expect(through).toBe(read.until);
  });

  it('comes to the same when it is looked at every 700 ms, and when it is cut into slots', () => {
    const shortCase = read.until - read.from <= 4_000_000;
    if (shortCase) expect(playCase(read, 700)).toEqual(intervals);
    else expect(playCase(read, 70_000)).toEqual(intervals);
    let open = openSlotAt(name, read.from, 60_000);
    for (const interval of intervals) {
      const step = accountInterval(open, interval);
      for (const slot of step.closed) expect(totalMs(slot.elements)).toBe(60_000);
      open = step.open;
    }
    expect(open.through).toBe(read.until);
  });
});
