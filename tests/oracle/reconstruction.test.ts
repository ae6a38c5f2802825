// Somebody who takes all files that his roles give him, of all versions and before and after consents were withdrawn,
// and puts them together with the hours that he may see by name: no combination speaks of one firm that is hidden from
// him. That the answers with hours tell of nobody else is checked in sight.test.ts of the API.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equationsOf } from './fileEquations.ts';
import { allGiven, consortium, type Given, hasConsent, type Shop } from './madeUpMonth.ts';
import { combinationOf, type Equation } from './rowSpace.ts';

interface Reader {
  /** The editions that his roles give him. */
  readonly editions: readonly ('internal' | 'public')[];
  readonly seesHours: boolean;
  readonly isOwner: boolean;
}
const readers: Readonly<Record<string, Reader>> = {
  'the public': { editions: ['public'], seesHours: false, isOwner: false },
  'an owner': { editions: ['public'], seesHours: false, isOwner: true },
  'the desk, or a program with a token': { editions: ['public'], seesHours: true, isOwner: false },
  'an owner at the desk': { editions: ['public'], seesHours: true, isOwner: true },
  'a reviewer': { editions: ['public', 'internal'], seesHours: false, isOwner: false },
  'the office, or an administrator': { editions: ['public', 'internal'], seesHours: true, isOwner: false },
  'an owner in the office': { editions: ['public', 'internal'], seesHours: true, isOwner: true },
};

/** The machines that a reader is shown by name or code, of whom everything is known to him. */
function visibleTo(
  { editions, seesHours, isOwner }: Reader,
  shops: readonly Shop[],
  isLate: boolean,
): ReadonlySet<string> {
  const names = shops.flatMap((own) => {
    const hasAgreed = isLate
      ? hasConsent(own, 'later')
      : hasConsent(own, 'first') || hasConsent(own, 'second');
    const isListed = editions.includes('internal') && hasAgreed;
    return own.machines.flatMap(({ isOpen }, at) => {
      const isShown = seesHours && isOpen && !own.isPaused;
      return isListed || isShown || (isOwner && own.id === 's0') ? [`${own.id}/m${at}`] : [];
    });
  });
  return new Set(names);
}

interface Told {
  readonly reader: string;
  readonly isLate: boolean;
  readonly shop: string;
  readonly sum: readonly (readonly [string, number])[];
}

/** What each reader can work out of a shop that is hidden from him, with all files or with those of later alone. */
function toldOf(shops: readonly Shop[], files: readonly File[]): readonly Told[] {
  return Object.entries(readers).flatMap(([name, reader]) =>
    [false, true].flatMap((isLate) => {
      const own = files.filter(
        ({ edition, given }) => reader.editions.includes(edition) && (given.isLater || !isLate),
      );
      const equations = own.flatMap((each) => each.equations);
      const visible = visibleTo(reader, shops, isLate);
      const isKnown = (figure: string): boolean => visible.has(figure.split('/').slice(0, 2).join('/'));
      return shops.flatMap(({ id }): Told[] => {
        const sum = combinationOf(equations, isKnown, (figure) => figure.startsWith(`${id}/`));
        return sum === null ? [] : [{ reader: name, isLate, shop: id, sum: [...sum] }];
      });
    }),
  );
}

interface File {
  readonly given: Given;
  readonly edition: 'internal' | 'public';
  readonly equations: readonly Equation[];
}

function filesOf(shops: readonly Shop[]): readonly File[] {
  return allGiven(shops).flatMap((given) =>
    (['internal', 'public'] as const).map((edition) => ({
      given,
      edition,
      equations: equationsOf(given, edition),
    })),
  );
}

describe('all that somebody may have', () => {
  it('tells of no firm that is hidden from him', () => {
    let printed = 0;
    fc.assert(
      fc.property(consortium, (shops) => {
        const files = filesOf(shops);
        printed += files
          .filter(({ edition }) => edition === 'public')
          .flatMap((each) => each.equations).length;
        expect(toldOf(shops, files)).toEqual([]);
      }),
      { numRuns: 40 },
    );
    // A file in which nothing is printed would tell nothing either.
    expect(printed).toBeGreaterThan(200);
  }, 120_000);

  it('is looked through well enough to find what a careless file would tell', () => {
    const sum = (...names: readonly string[]): Equation => new Map(names.map((name) => [name, 1]));
    const ofAll = sum('s0/m0', 's1/m0', 's2/m0', 's3/m0', 's4/m0', 's5/m0');
    const ofFive = sum('s0/m0', 's1/m0', 's2/m0', 's3/m0', 's4/m0');
    const isOfLast = (name: string): boolean => name.startsWith('s5/');
    expect(combinationOf([ofAll, ofFive], () => false, isOfLast)?.size).toBe(1);
    expect(combinationOf([ofAll], () => false, isOfLast)).toBeNull();
    expect(combinationOf([ofAll], (name) => !isOfLast(name), isOfLast)?.size).toBe(1);
    const three = [sum('s0/m0', 's5/m0', 's5/m1'), sum('s0/m0', 's1/m0'), sum('s1/m0', 's5/m1')];
    expect(combinationOf(three, () => false, isOfLast)?.size).toBe(2);
  });
});
