// A row tells a ring what its level includes and no more, a pause tells nothing, and who shares nothing is not there.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { defaultCapacitySettings as settings } from '../capacity/capacitySettings.ts';
import { hourMs } from '../capacity/freeHours.ts';
import type { MachineCapacity } from '../capacity/shopCapacity.ts';
import { shownTo } from '../capacity/shownTo.ts';
import { entrySchemas } from '../directory/entryKinds.ts';
import { audiences, sharingLevels } from '../directory/sharing.ts';
import { capacityRow } from './capacityRow.ts';

const now = 1_000;
const name = { ja: '名', en: 'name' };
const level = fc.constantFrom(...sharingLevels);

function capacityOf(freeHours: number, mark: 'plenty' | 'ask' | 'full'): MachineCapacity {
  const sum = { planMs: 40 * hourMs, bookedMs: 0, usualMs: 0, marginMs: 0, leftMs: freeHours * hourMs };
  const window = { sum, freeMs: freeHours * hourMs };
  const halfDays = Array.from({ length: 4 }, () => ({
    date: '2026-11-18',
    planMs: 4 * hourMs,
    leftMs: freeHours * hourMs,
  }));
  return {
    machine: 'a',
    windows: { today: window, week: window, nextWeek: window },
    mark: { mark, isSelfDeclared: false },
    confidence: 'A',
    load: { source: 'record', weeks: 8 },
    next: { from: now, until: now + 8 * hourMs, freeMs: 8 * hourMs },
    halfDays: { week: halfDays, nextWeek: halfDays },
  };
}

it('shows by ring, level, pause and what the box sends', () => {
  fc.assert(
    fc.property(
      fc.record({
        sharing: fc.record({ desk: level, circle: level, consortium: level }),
        ring: fc.constantFrom(...audiences),
        sent: fc.constantFrom('hours' as const, 'live' as const),
        pausedUntil: fc.constantFrom(null, now - 1, now + 1),
        hours: fc.double({ min: 0, max: 40, noNaN: true }),
        mark: fc.constantFrom('plenty' as const, 'ask' as const, 'full' as const),
      }),
      ({ sharing, ring, sent, pausedUntil, hours, mark }) => {
        const workshop = entrySchemas.workshop.parse({
          id: 'kamata',
          name,
          calendar: 'days',
          pausedUntil,
          contacts: [{ name: 'p' }, { name: 'q', phone: '03' }],
          certificates: [
            { name: 'ISO 9001', expires: '2026-11-18' },
            { name: 'Nadcap', expires: '2026-11-17' },
          ],
          machines: [{ id: 'a', name, sharing }],
        });
        const [machine] = workshop.machines;
        if (machine === undefined) throw new Error('no machine');
        const capacity = capacityOf(hours, mark);
        const word = { answer: 'open' as const, week: '2026-11-16', at: 5 };
        const row = capacityRow(
          {
            ring,
            workshop,
            machine,
            capacity,
            sent,
            region: undefined,
            circles: [],
            word,
            isOpenNow: true,
            at: now,
            today: '2026-11-18',
          },
          settings,
        );
        expect(row === null).toBe(sharing[ring] === 'none');
        if (row === null) return;
        const isPaused = (pausedUntil ?? 0) > now;
        expect(row.pausedUntil).toBe(isPaused ? pausedUntil : null);
        const isMarkAlone = isPaused || sharing[ring] === 'mark';
        for (const each of [row.freeMs, row.cells]) expect(each === null).toBe(isMarkAlone);
        expect(row.mark).toBe(isPaused ? 'none' : mark);
        expect(row.confirmedAt).toBe(isPaused ? null : 5);
        expect(row.level === 'live').toBe(!isPaused && sharing[ring] === 'live' && sent === 'live');
        expect(row.lines).toBeNull();
        expect(row.telephone).toBe('03');
        expect(row.certificates).toEqual(['ISO 9001']);
        const own = shownTo('own', capacity, 'live', settings);
        for (const window of ['today', 'week', 'nextWeek'] as const)
          expect(row.freeMs?.[window] ?? 0).toBeLessThanOrEqual(own.freeMs?.[window] ?? 0);
        const sum = (row.cells ?? []).slice(0, 4).reduce<number>((all, each) => all + (each ?? 0), 0);
        expect(sum).toBeLessThanOrEqual(row.freeMs?.week ?? 0);
      },
    ),
  );
});
