// A live state reaches its own shop, and others only with the level `live` and without a pause.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { unheardMachine } from '../board/liveMachine.ts';
import { type MachineRow, machineRow } from '../board/machineRow.ts';
import { entrySchemas } from '../directory/entryKinds.ts';
import { sharingLevels } from '../directory/sharing.ts';
import { eyesOf, shownRow } from './shownRow.ts';

const name = { ja: '名', en: 'name' };
const now = 1_000;
const today = {
  date: '2026-11-18',
  plannedMs: 8,
  productionMs: 3,
  setupMs: 1,
  idleMs: 1,
  faultMs: 0,
  maintenanceMs: 0,
  offMs: 0,
  unknownMs: 0,
  throughMs: 900,
};
const workshopOf = (desk: (typeof sharingLevels)[number], pausedUntil: number | null) =>
  entrySchemas.workshop.parse({
    id: 'kamata',
    name,
    calendar: 'days',
    pausedUntil,
    machines: [{ id: 'a', name, sharing: { desk } }],
  });
const live = { ...unheardMachine('kamata/a', true), connected: true, shared: 'live' as const };
const rowOf = (workshop: ReturnType<typeof workshopOf> | undefined): MachineRow =>
  machineRow(
    {
      workshop,
      entry: workshop?.machines[0],
      live: { ...live, state: 'idle', since: 10 },
      lastContact: now,
      today,
    },
    now,
  );
const eyes = (sight: 'all' | readonly string[], own: readonly string[] = []) => ({
  sight,
  own,
  isOpen: false,
});

it('shows others a state by level and pause alone, and the shop itself everything', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...sharingLevels),
      fc.constantFrom(null, now - 1, now + 1),
      (level, pausedUntil) => {
        const workshop = workshopOf(level, pausedUntil);
        const row = rowOf(workshop);
        expect(shownRow(row, eyes(['kamata'], ['kamata']), workshop, now)).toEqual(row);
        expect(shownRow(row, eyes(['rokugo'], ['rokugo']), workshop, now)).toBeNull();
        const shown = shownRow(row, eyes('all'), workshop, now);
        const isShown = level === 'live' && (pausedUntil ?? 0) <= now;
        expect(shown === null).toBe(level === 'none');
        if (shown === null) return;
        expect(shown.state).toBe(isShown ? 'idle' : 'unknown');
        expect(shown.since).toBe(isShown ? 10 : null);
        expect(shown.today.productionMs).toBe(isShown ? 3 : 0);
        expect(shown.shared === 'live').toBe(isShown);
      },
    ),
  );
});

it('takes the word of the box for a machine that nobody wrote down', () => {
  const row = rowOf(undefined);
  expect(shownRow(row, eyes('all'), undefined, now)).toEqual(row);
  expect(shownRow(row, eyes([]), undefined, now)).toBeNull();
  const silent = shownRow({ ...row, shared: 'hours' }, eyes('all'), undefined, now);
  expect(silent).toMatchObject({ state: 'unknown', shared: 'mark', today: { productionMs: 0 } });
});

it('knows whose eyes they are', () => {
  const person = { id: 'p', roles: ['owner' as const], workshops: ['kamata'] };
  expect(eyesOf({ kind: 'person', person, session: 's', hasGivenPassword: false }, ['kamata'])).toEqual(
    eyes(['kamata'], ['kamata']),
  );
  expect(eyesOf({ kind: 'open' }, 'all').isOpen).toBe(true);
});
