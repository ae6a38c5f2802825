// What an answer with hours tells of machines that are hidden from who asks: nothing. Whatever they did, the answer is
// the same, for every role, grouping and span.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noTime, type Slot } from '@nakamawashi/machine-model';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Directory, emptyDirectory } from '../directory/directory.ts';
import { entrySchemas } from '../directory/entryKinds.ts';
import { openPlanBook } from '../directory/planBook.ts';
import { sharingLevels } from '../directory/sharing.ts';
import { openSqliteStore } from '../store/sqliteStore.ts';
import type { UtilisationStore } from '../store/utilisationStore.ts';
import { type Asker, sightFault, utilisationSeen } from './sight.ts';
import { utilisationQuery } from './utilisation.ts';

const timeZone = 'Asia/Tokyo';
const at = Date.parse('2026-11-05T12:00:00+09:00');
const name = { ja: '名', en: 'name' };
const hours = [{ from: '08:00', until: '17:00', breaks: [] }];
const week = { mon: hours, tue: hours, wed: hours };
const calendar = { timeZone, patterns: [{ from: '0001-01-01', week }], exceptions: [] };
const shops = Array.from({ length: 7 }, (_, shop) => `s${shop}`);
/** The last of each is written down nowhere, and the last shop is not either. */
const machines = [...shops, 'gone'].flatMap((shop) => ['a', 'b', 'x'].map((each) => `${shop}/${each}`));

let folder: string;
let stores: readonly UtilisationStore[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sight-'));
  stores = await Promise.all([1, 2].map(filled));
});
afterAll(async () => {
  for (const store of stores) await store.close();
  rmSync(folder, { recursive: true });
});

/** A store in which every machine did something else than in the one of another number. */
async function filled(number: number): Promise<UtilisationStore> {
  const store = openSqliteStore(join(folder, `${number}.sqlite`));
  const start = Date.parse('2026-10-05T08:00:00+09:00');
  const lengthMs = 3_600_000;
  const slots = machines.flatMap((machine, place) =>
    [0, 1, 24, 25].map((hour): Slot => {
      const production = 60_000 * ((place + hour + 1) % 17) * number + number;
      const elements = { ...noTime, production, idle: lengthMs - production };
      return { machine, start: start + hour * lengthMs, lengthMs, elements };
    }),
  );
  const days = machines.flatMap((machine) => ['2026-10-05', '2026-10-06'].map((date) => ({ machine, date })));
  const marks = new Map(machines.map((machine) => [machine, start + 26 * lengthMs]));
  await store.commit({ slots, marks, deadLetters: [], days });
  return store;
}

/** The first store, but of some machines what the other one has. */
function mixed(hidden: ReadonlySet<string>): UtilisationStore {
  const [one, other] = stores;
  if (one === undefined || other === undefined) throw new Error('BUG: there are two');
  const isHidden = (machine: string): boolean => hidden.has(machine);
  return {
    ...one,
    slots: (query) => (query.machines?.some(isHidden) === true ? other.slots(query) : one.slots(query)),
  };
}

const shop = fc.record({
  levels: fc.tuple(fc.constantFrom(...sharingLevels), fc.constantFrom(...sharingLevels)),
  isPaused: fc.boolean(),
  sendsLive: fc.boolean(),
  hasAgreed: fc.boolean(),
});
type Shop = typeof shop extends fc.Arbitrary<infer T> ? T : never;

function directoryOf(given: readonly Shop[]): Directory {
  const workshops = given.map(({ levels, isPaused, hasAgreed }, index) =>
    entrySchemas.workshop.parse({
      id: shops[index],
      name,
      calendar: 'c',
      pausedUntil: isPaused ? at + 1 : null,
      consents: hasAgreed ? [{ what: 'monthly', text: '1', person: 'p', at: 1 }] : [],
      machines: levels.map((desk, place) => ({
        id: 'ab'[place],
        name,
        processes: place === 0 ? ['TURN', 'DRILL'] : ['TURN'],
        sharing: { desk },
      })),
    }),
  );
  return {
    ...emptyDirectory(timeZone),
    workshops: new Map(workshops.map((each) => [each.id, each])),
    calendars: new Map([['c', calendar]]),
  };
}

const askers: Readonly<Record<string, Asker>> = {
  'an owner': { sight: ['s0'], isOpen: false },
  'an owner of two shops': { sight: ['s0', 's3'], isOpen: false },
  'the desk, the office, a token': { sight: 'all', isOpen: false },
  'a reviewer': { sight: 'codes', isOpen: false },
};

function sendsLive(given: readonly Shop[], machine: string): boolean {
  const at = shops.indexOf(machine.split('/')[0] ?? '');
  return given[Math.max(0, at)]?.sendsLive === true;
}

/** What product.md lets him see. */
function sees({ sight }: Asker, given: readonly Shop[], machine: string): boolean {
  const [id = '', place] = machine.split('/');
  const own = given[shops.indexOf(id)];
  const isWritten = own !== undefined && place !== 'x';
  if (sight === 'codes') return own?.hasAgreed === true;
  if (sight !== 'all') return sight.includes(id);
  if (!isWritten) return sendsLive(given, machine);
  const level = own?.levels[place === 'a' ? 0 : 1];
  return own?.isPaused === false && (level === 'hours' || level === 'live');
}

const spans = [
  ['2026-10-01', '2026-11-01'],
  ['2026-10-05', '2026-10-06'],
] as const;
const queries = spans.flatMap(([from, until]) =>
  (['machine', 'workshop', 'process', 'all'] as const).flatMap((by) =>
    (['day', 'month', 'whole'] as const).map((bucket) => utilisationQuery.parse({ from, until, by, bucket })),
  ),
);

describe.each(Object.entries(askers))('%s', (_, asker) => {
  it('is told nothing of what is hidden from him', async () => {
    let rows = 0;
    const allowed = queries.filter((query) => sightFault(asker, query, '2026-11-05') === null);
    const given = fc.array(shop, { minLength: shops.length, maxLength: shops.length });
    await fc.assert(
      fc.asyncProperty(given, fc.constantFrom(...allowed), async (all, query) => {
        const directory = directoryOf(all);
        const plans = openPlanBook(() => directory);
        const codeOf = (id: string): string => `W-${id}`;
        const hidden = new Set(machines.filter((machine) => !sees(asker, all, machine)));
        const [told, other] = await Promise.all(
          [new Set<string>(), hidden].map((others) =>
            utilisationSeen(
              {
                store: mixed(others),
                plans,
                directory,
                at,
                codeOf,
                sendsLive: (machine) => sendsLive(all, machine),
              },
              query,
              asker,
            ),
          ),
        );
        expect(other).toEqual(told);
        rows += told?.length ?? 0;
      }),
      { numRuns: 60 },
    );
    expect(rows).toBeGreaterThan(20);
  });
});
