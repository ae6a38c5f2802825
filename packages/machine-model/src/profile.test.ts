// A profile is accepted when it can be run, and every fault in it is named with its path.
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Profile } from './profile.ts';
import { profileJsonSchema, profileSchema } from './profile.ts';

const schema = profileSchema(z.strictObject({ register: z.int() }));

const minimal = {
  id: 'a-machine',
  title: { ja: '機械', en: 'Machine' },
  protocol: 'modbus',
  evidence: 'lamp',
  staleAfterMs: 5_000,
  items: [{ id: 'green', address: { register: 1 }, signal: { kind: 'lamp' } }],
  states: [{ state: 'production', when: { green: 'on' } }],
};

function faultsOf(change: object): string[] {
  const result = schema.safeParse({ ...minimal, ...change });
  return result.success ? [] : result.error.issues.map((issue) => issue.path.join('.')).sort();
}

describe('profileSchema', () => {
  it('fills in what a short profile leaves out', () => {
    const profile: Profile = schema.parse(minimal);
    expect(profile.lateMs).toBe(1_000);
    expect(profile.minimumMs).toEqual({});
    expect(profile.forgottenSetup).toEqual({ afterMs: 7_200_000, unless: {} });
    expect(profile.items[0]).toEqual({
      id: 'green',
      address: { register: 1 },
      optional: false,
      signal: { kind: 'lamp', withinMs: 3_000 },
    });
    expect(profile.states[0]).toEqual({
      state: 'production',
      when: { green: 'on' },
      unless: {},
      inferred: false,
    });
  });

  it('names faults of shape and faults between parts at once', () => {
    const faults = faultsOf({
      staleAfterMs: -1,
      items: [
        { id: 'green', address: { register: 'one' }, signal: { kind: 'lamp' } },
        { id: 'green', address: { register: 2 } },
      ],
      states: [{ state: 'running', when: { green: 'lit', blue: true } }],
    });
    expect(faults).toEqual([
      'items.0.address.register',
      'items.1.id',
      'staleAfterMs',
      'states.0.state',
      'states.0.when.blue',
      'states.0.when.green',
    ]);
  });

  it.each([
    ['a setting that does not exist', { colour: 'green' }, ['']],
    ['a rule without a condition', { states: [{ state: 'idle', when: {} }] }, ['states.0.when']],
    ['a minimum for unknown', { minimumMs: { unknown: 5 } }, ['minimumMs']],
    [
      'no limit in a condition',
      { states: [{ state: 'idle', when: { green: {} } }] },
      ['states.0.when.green', 'states.0.when.green'],
    ],
    ['a setup that is forgotten at once', { forgottenSetup: { afterMs: 0 } }, ['forgottenSetup.afterMs']],
    [
      'an item that is not there',
      { forgottenSetup: { unless: { red: 'on' } } },
      ['forgottenSetup.unless.red'],
    ],
    [
      'a word in a list',
      { states: [{ state: 'idle', when: { green: { not: ['on', 'dim'] } } }] },
      ['states.0.when.green'],
    ],
  ])('refuses %s', (_, change, paths) => {
    expect(faultsOf(change)).toEqual(paths);
  });

  it('wants levels in order, apart by their hysteresis, and a valid range that is one', () => {
    const signal = {
      kind: 'level',
      valid: { min: 21, max: 3.6 },
      levels: [
        { name: 'low', from: 1 },
        { name: 'middle', from: 5 },
        { name: 'high', from: 5.5, hysteresis: 1 },
        { name: 'high' },
      ],
    };
    const items = [{ id: 'current', address: { register: 1 }, signal }];
    expect(faultsOf({ items, states: [{ state: 'idle', when: { current: 'low' } }] })).toEqual([
      'items.0.signal.levels.0.from',
      'items.0.signal.levels.2',
      'items.0.signal.levels.3.from',
      'items.0.signal.levels.3.name',
      'items.0.signal.valid',
    ]);
  });

  it('gives editors the same shape as JSON schema', () => {
    const json = profileJsonSchema(z.strictObject({ register: z.int() }));
    expect(json['type']).toBe('object');
    expect(json['required']).toEqual([
      'id',
      'title',
      'protocol',
      'evidence',
      'staleAfterMs',
      'items',
      'states',
    ]);
    expect(JSON.stringify(json)).toContain('"register"');
  });
});
