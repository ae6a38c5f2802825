// An owner's word: weeks and midnights of his own zone, and no level raised without his consent.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entrySchemas } from '../directory/entryKinds.ts';
import { audiences, sharingConsentVersion, sharingLevels } from '../directory/sharing.ts';
import { bookingBody, bookingOf, pauseEnd, stanceSaid, withLevel } from './ownChange.ts';

const timeZone = 'Asia/Tokyo';
const name = { ja: '名', en: 'name' };
const level = fc.constantFrom(...sharingLevels);
const sharing = fc.record({ desk: level, circle: level, consortium: level });
const who = { person: 'owner', at: 1_000 };

describe("the owner's word", () => {
  it('speaks of the week of the day on which it is said', () => {
    for (const today of ['2026-11-16', '2026-11-18', '2026-11-22'])
      expect(stanceSaid('full', today, 5)).toEqual({ answer: 'full', week: '2026-11-16', at: 5 });
  });

  it('pauses until a midnight of the shop', () => {
    const at = (text: string): number => Date.parse(`${text}T00:00:00+09:00`);
    expect(pauseEnd('today', '2026-11-18', timeZone)).toBe(at('2026-11-19'));
    expect(pauseEnd('week', '2026-11-18', timeZone)).toBe(at('2026-11-23'));
    expect(pauseEnd('week', '2026-11-22', timeZone)).toBe(at('2026-11-23'));
    expect(pauseEnd(null, '2026-11-18', timeZone)).toBeNull();
  });

  it('blocks whole days', () => {
    const given = {
      machine: null,
      firstDate: '2026-11-18',
      lastDate: '2026-11-19',
      hours: 6,
      kind: 'blockOut',
    };
    const booking = bookingOf('kamata', bookingBody.parse(given), timeZone);
    expect(booking.until - booking.from).toBe(2 * 86_400_000);
    expect(entrySchemas.booking.parse(booking)).toEqual(booking);
    expect(bookingBody.safeParse({ ...given, lastDate: '2026-11-17' }).success).toBe(false);
    expect(bookingBody.safeParse({ ...given, lastDate: '2027-11-17' }).success).toBe(false);
  });

  it('lowers a level alone, and raises it with consent alone, which is then written down once', () => {
    fc.assert(
      fc.property(
        sharing,
        fc.constantFrom(...audiences),
        level,
        fc.constantFrom(undefined, '2020-01', sharingConsentVersion),
        (before, audience, next, agreedTo) => {
          const workshop = entrySchemas.workshop.parse({
            id: 'kamata',
            name,
            calendar: 'days',
            machines: [
              { id: 'a', name, sharing: before },
              { id: 'b', name, sharing: before },
            ],
          });
          const change = {
            machine: 'a',
            audience,
            level: next,
            ...(agreedTo === undefined ? {} : { agreedTo }),
          };
          const isRaised = sharingLevels.indexOf(next) > sharingLevels.indexOf(before[audience]);
          const after = withLevel(workshop, change, who);
          if (isRaised && agreedTo !== sharingConsentVersion) expect(after).toBe('consent-needed');
          else {
            if (typeof after === 'string') throw new Error(after);
            expect(after.machines[0]?.sharing).toEqual({ ...before, [audience]: next });
            expect(after.machines[1]).toEqual(workshop.machines[1]);
            expect(after.consents).toHaveLength(isRaised ? 1 : 0);
            const again = withLevel(after, change, who);
            if (typeof again !== 'string') expect(again.consents).toEqual(after.consents);
          }
        },
      ),
    );
  });

  it('does not speak of a machine that is not there', () => {
    const workshop = entrySchemas.workshop.parse({ id: 'kamata', name, calendar: 'days' });
    expect(withLevel(workshop, { machine: 'x', audience: 'desk', level: 'none' }, who)).toBe('no-machine');
  });
});
