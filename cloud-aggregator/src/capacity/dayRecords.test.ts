// A ring of days gives back what was put in, the newest count of each, and holds no more than it is made for.
import type { DayTally } from '@nakamawashi/machine-model';
import { addTime, afternoonOf, noTime, timeIn } from '@nakamawashi/machine-model';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { datePlus } from '../directory/localDates.ts';
import { openDayRecords } from './dayRecords.ts';

const mostDays = 10;
const hourMs = 3_600_000;

const tally: fc.Arbitrary<DayTally> = fc
  .record({
    back: fc.integer({ min: 0, max: mostDays - 1 }),
    planned: fc.integer({ min: 0, max: 25 * hourMs }),
    shares: fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
  })
  .map(({ back, planned, shares: [work, seen] }) => {
    const observed = Math.floor(planned * seen);
    const busy = Math.floor(observed * work);
    const inPlan = addTime(
      timeIn('production', busy),
      addTime(timeIn('idle', observed - busy), timeIn('unknown', planned - observed)),
    );
    const half = { plannedMs: planned >> 1, observedMs: observed >> 1, busyMs: busy >> 1 };
    const date = datePlus('2026-11-20', -back);
    return { machine: 'a/b', date, plannedMs: planned, inPlan, outsidePlan: noTime, morning: half };
  });

it('gives back the last count of every day, oldest first', () => {
  fc.assert(
    fc.property(fc.array(tally, { maxLength: 30 }), (tallies) => {
      const records = openDayRecords(mostDays);
      for (const each of tallies) records.put(each);
      const last = new Map(tallies.map((each) => [each.date, each]));
      const expected = [...last.values()].sort((a, b) => (a.date < b.date ? -1 : 1));
      expect(records.days()).toEqual(
        expected.map((each) => ({
          date: each.date,
          plannedMs: each.plannedMs,
          unknownMs: each.inPlan.unknown,
          halfDays: [
            { date: each.date, half: 'morning', ...each.morning },
            { date: each.date, half: 'afternoon', ...afternoonOf(each) },
          ],
        })),
      );
    }),
  );
});

it('forgets the oldest for the newest, and lets nothing old take the place of something new', () => {
  const records = openDayRecords(mostDays);
  const [day] = fc.sample(tally, 1);
  if (day === undefined) throw new Error('no tally');
  for (let at = 0; at < 25; at += 1) records.put({ ...day, date: datePlus('2026-11-01', at) });
  const newest = Array.from({ length: mostDays }, (_, at) => datePlus('2026-11-16', at));
  expect(records.days().map(({ date }) => date)).toEqual(newest);
  records.put({ ...day, date: '2026-11-02' });
  expect(records.days().map(({ date }) => date)).toEqual(newest);
});
