// The delivery under every fault we could name: 300 seeds keep the invariant, and the simulation notices wrong rules.
import { describe, expect, it } from 'vitest';
import type { Admit } from './hostRoom.ts';
import type { Verdict } from './ledger.ts';
import * as mutants from './mutants.ts';
import { type Outcome, simulate } from './world.ts';

const seeds = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1);
const outcomes: Outcome[] = [];

/** The first seed that a rule fails on, and how. */
function firstViolation(admit: Admit): Outcome | null {
  for (const seed of seeds(60)) {
    const outcome = simulate(seed, admit);
    if (outcome.violation !== null) return outcome;
  }
  return null;
}

describe('delivery simulation', () => {
  it('300 seeds: every slot is stored once and unchanged or accounted for, and nothing is stuck', () => {
    for (const seed of seeds(300)) {
      const outcome = simulate(seed);
      const replay = `npm run simulate:delivery -- --seed ${seed}`;
      expect(outcome.violation, replay).toBeNull();
      outcomes.push(outcome);
    }
  }, 120_000);

  it('the seeds meet every fate there is, and most slots arrive in spite of it all', () => {
    const total = (verdict: Verdict): number =>
      outcomes.reduce((sum, { verdicts }) => sum + (verdicts[verdict] ?? 0), 0);
    const fates: readonly Verdict[] = [
      'does not sum',
      'time already accounted',
      'lost in restore',
      'overflowed',
      'disk replaced',
      'set aside',
    ];
    for (const fate of fates) expect(total(fate), fate).toBeGreaterThan(100);
    expect(total('stored')).toBeGreaterThan(Math.max(...fates.map(total)));
  });

  it('a seed replays exactly', () => {
    for (const seed of seeds(5)) expect(simulate(seed)).toEqual(simulate(seed));
  });

  it('without the check of step 3 it fails: a parcel that is missing is passed over', () => {
    expect(firstViolation(mutants.alwaysAdvance)?.violation).toContain('ran ahead');
  });

  it('without Outbox/Oldest it fails: after a hole nothing is ever acknowledged again', () => {
    expect(firstViolation(mutants.ignoreOldest)?.violation).toContain('stuck');
  });

  it('a mark that passes over the future fails: the true slots look old', () => {
    expect(firstViolation(mutants.passOverFuture)?.violation).toContain('ran ahead');
  });

  it('storing behind the mark fails: history is rewritten', () => {
    expect(firstViolation(mutants.rewriteHistory)?.violation).toContain('rewritten');
  });
});
