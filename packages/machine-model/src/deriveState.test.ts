// The priority of the states is fixed, and a state without proof is unknown.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { deriveState } from './deriveState.ts';
import type { MachineState } from './machineState.ts';
import type { Profile } from './profile.ts';
import { profileSchema } from './profile.ts';

function profileOf(states: readonly object[], items: readonly object[]): Profile {
  return profileSchema(z.unknown()).parse({
    id: 'test',
    title: { ja: '試験', en: 'Test' },
    protocol: 'none',
    evidence: 'controller',
    staleAfterMs: 10_000,
    items,
    states,
  });
}

const items = ['a', 'b', 'c'].map((id) => ({ id, address: null, optional: id === 'c' }));
const stateOf = (
  states: readonly object[],
  sensed: Record<string, string | number | boolean | null>,
): string => {
  const { state, inferred } = deriveState(profileOf(states, items), sensed);
  return inferred ? `${state} inferred` : state;
};

describe('deriveState', () => {
  it('lets the rank decide and not the order of the rules', () => {
    const ranked = ['idle', 'production', 'fault', 'setup', 'maintenance', 'off', 'unknown'];
    const rules = ranked.map((state, index) => ({ state, when: { a: { atLeast: index } } }));
    expect(ranked.map((_, index) => stateOf(rules, { a: index }))).toEqual(ranked);
  });

  it('puts inferred set-up behind production and before idle', () => {
    const rules = [
      { state: 'idle', when: { a: { atLeast: 0 } } },
      { state: 'setup', inferred: true, when: { a: { atLeast: 1 } } },
      { state: 'production', when: { a: { atLeast: 2 } } },
    ];
    expect([0, 1, 2].map((a) => stateOf(rules, { a }))).toEqual(['idle', 'setup inferred', 'production']);
  });

  it('is unknown when a rank cannot be told, though a lower one holds', () => {
    const rules = [
      { state: 'fault', when: { b: true } },
      { state: 'idle', when: { a: true } },
    ];
    expect(stateOf(rules, { a: true })).toBe('unknown');
    expect(stateOf(rules, { a: true, b: null })).toBe('unknown');
    expect(stateOf(rules, { a: true, b: false })).toBe('idle');
    expect(stateOf(rules, { b: true })).toBe('fault');
  });

  it('takes rules of one rank for alternatives', () => {
    const rules = [
      { state: 'fault', when: { b: true } },
      { state: 'fault', when: { a: true } },
    ];
    expect(stateOf(rules, { a: true })).toBe('fault');
    expect(stateOf(rules, { a: false })).toBe('unknown');
  });

  it('takes an optional item without data for no', () => {
    const rules = [
      { state: 'maintenance', when: { c: 4 } },
      { state: 'production', when: { a: true }, unless: { c: 1 } },
    ];
    expect(stateOf(rules, { a: true })).toBe('production');
    expect(stateOf(rules, { a: true, c: 1 })).toBe('unknown');
    expect(stateOf(rules, { a: true, c: 4 })).toBe('maintenance');
  });

  it('does not wait for an item when another condition of the rule already says no', () => {
    const rules = [
      { state: 'fault', when: { a: true, b: true } },
      { state: 'production', when: { a: false }, unless: { c: true } },
    ];
    expect(stateOf(rules, { a: false })).toBe('production');
  });

  it.each([
    [5, 5, true],
    [5, '5', false],
    [[1, 3], 3, true],
    [[1, 3], 2, false],
    [{ not: 'ACTIVE' }, 'READY', true],
    [{ not: ['ACTIVE', 'WAIT'] }, 'WAIT', false],
    [{ atLeast: 3, below: 8 }, 3, true],
    [{ atLeast: 3, below: 8 }, 8, false],
    [{ below: 8 }, -1, true],
    [{ below: 8 }, 'low', false],
  ])('reads the condition %j of %j as %s', (condition, value, holds) => {
    expect(stateOf([{ state: 'idle', when: { a: condition } }], { a: value })).toBe(
      holds ? 'idle' : 'unknown',
    );
  });

  it('lets a second source speak only while the first has no data', () => {
    const sources = ['first', 'second'].map((id) => ({ id, address: null, optional: true }));
    const states: readonly MachineState[] = ['off', 'maintenance', 'fault', 'production', 'idle'];
    const rules = states.flatMap((state) => [
      { state, when: { first: state } },
      { state, when: { second: state }, unless: { first: { not: 'none' } } },
    ]);
    const profile = profileOf(rules, sources);
    const said = fc.option(fc.constantFrom(...states));
    fc.assert(
      fc.property(said, said, (first, second) => {
        expect(deriveState(profile, { first, second }).state).toBe(first ?? second ?? 'unknown');
      }),
    );
  });

  it('never says anything but unknown when no required item has data', () => {
    const state = fc.constantFrom<MachineState>('off', 'idle', 'setup', 'production', 'fault', 'maintenance');
    const condition = fc.constantFrom<unknown>(true, 'x', [1, 2], { not: 1 }, { below: 5 });
    const when = fc
      .tuple(fc.constantFrom('a', 'b'), condition, fc.option(condition))
      .map(([id, first, second]) => ({ [id]: first, ...(second === null ? {} : { c: second }) }));
    const rules = fc.array(fc.record({ state, when, inferred: fc.boolean() }), {
      minLength: 1,
      maxLength: 8,
    });
    const value = fc.constantFrom(null, 1, 'x', true);
    fc.assert(fc.property(rules, value, (each, c) => stateOf(each, { a: null, b: null, c }) === 'unknown'));
  });
});
