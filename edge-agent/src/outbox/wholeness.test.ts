// No false alarm: whatever the agent itself did with its outbox, the file is found whole at the next start.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noTime, type Slot } from '@nakamawashi/machine-model';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openDatabase } from '../database.ts';
import { sqliteOutbox } from './sqliteOutbox.ts';
import { faultOfSlots } from './wholeness.ts';

/** So long that an outbox of a day is full after 24 of them. */
const lengthMs = 3_600_000;
const machines = ['a', 'b'] as const;

type Deed =
  | { readonly kind: 'append'; readonly machine: string; readonly skip: number; readonly number: number }
  | { readonly kind: 'acknowledge' | 'setAside'; readonly machine: string; readonly back: number }
  | { readonly kind: 'noteSharing'; readonly machine: string; readonly isShared: boolean }
  | { readonly kind: 'restart' };
const machine = fc.constantFrom(...machines);
const back = fc.nat(30);
const deeds: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      machine,
      // Time that was unknown is left out; a clock that was set back tells the same time again.
      skip: fc.integer({ min: -3, max: 5 }),
      number: fc.integer({ min: 1, max: 20 }),
    }),
  },
  fc.record({ kind: fc.constantFrom('acknowledge' as const, 'setAside' as const), machine, back }),
  fc.record({ kind: fc.constant('noteSharing' as const), machine, isShared: fc.boolean() }),
  fc.record({ kind: fc.constant('restart' as const) }),
);

it('what the agent itself wrote is never called a fault', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wholeness-'));
  const seen = { slots: 0, dropped: 0, setAside: 0, empty: 0 };
  let round = 0;
  try {
    fc.assert(
      fc.property(fc.array(deeds, { maxLength: 30 }), (all) => {
        round += 1;
        const file = join(folder, `${round}.sqlite`);
        let database = openDatabase(file);
        let outbox = sqliteOutbox(database, { maxDays: 1 });
        const restart = (): void => {
          database.close();
          database = openDatabase(file);
          outbox = sqliteOutbox(database, { maxDays: 1 });
          expect(faultOfSlots(database)).toBeNull();
        };
        for (const deed of all) {
          if (deed.kind === 'restart') restart();
          else if (deed.kind === 'noteSharing') outbox.noteSharing(deed.machine, deed.isShared, 0);
          else {
            const end = outbox.lastAppendedEnd(deed.machine) ?? 1_000 * lengthMs;
            if (deed.kind === 'append') outbox.append(slotsFrom(deed, end));
            else if (deed.kind === 'acknowledge')
              outbox.acknowledge(deed.machine, end - deed.back * lengthMs);
            else outbox.setAside(deed.machine, end - deed.back * lengthMs);
          }
        }
        restart();
        const { depth, dropped, setAside } = outbox.holdings(machines);
        seen.slots += depth;
        seen.dropped += dropped;
        seen.setAside += setAside;
        seen.empty += depth === 0 ? 1 : 0;
        database.close();
        rmSync(file, { force: true });
      }),
      { numRuns: 200 },
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
  // The property says nothing unless all of it happened.
  expect(Object.values(seen).every((times) => times > 0)).toBe(true);
}, 120_000);

function slotsFrom(deed: Extract<Deed, { readonly kind: 'append' }>, end: number): readonly Slot[] {
  return Array.from({ length: deed.number }, (_, index) => ({
    machine: deed.machine,
    start: end + (deed.skip + index) * lengthMs,
    lengthMs,
    elements: { ...noTime, idle: lengthMs },
  }));
}
