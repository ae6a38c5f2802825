// Pure: what the signals of one instant make of a machine, by the fixed priority of standards D.7.
// Promise: a state needs proof; what is undetermined is unknown, and idle is never assumed.
import type { MachineState } from './machineState.ts';
import type { Condition, DataItem, Literal, Profile, StateRule, When } from './profile.ts';
import type { Value } from './reading.ts';

/** A state, and whether it was concluded instead of told. */
export interface Derived {
  readonly state: MachineState;
  readonly inferred: boolean;
}

/** What the signals say, by item; null or absent is no data. */
export type Sensed = Readonly<Record<string, Value>>;

/** True, false, or null when it cannot be told. */
type Truth = boolean | null;

const unknown: Derived = { state: 'unknown', inferred: false };

const ranks: readonly ((rule: StateRule) => boolean)[] = [
  ({ state }) => state === 'unknown',
  ({ state }) => state === 'off',
  ({ state }) => state === 'maintenance',
  ({ state, inferred }) => state === 'setup' && !inferred,
  ({ state }) => state === 'fault',
  ({ state }) => state === 'production',
  ({ state, inferred }) => state === 'setup' && inferred,
  ({ state }) => state === 'idle',
];

/** A condition on one item, with what absence means. */
interface Test {
  readonly item: string;
  readonly condition: Condition;
  /** What the condition is while the item says nothing. */
  readonly untold: false | null;
}

/** A rule as it is asked at every change of every machine. */
interface Asked {
  readonly when: readonly Test[];
  readonly unless: readonly Test[];
  readonly derived: Derived;
}

/** The state of the first rank whose rules do not all say no; unknown when that rank cannot be told, or none holds. */
export function deriveState(profile: Profile, sensed: Sensed): Derived {
  for (const rules of rankedRules(profile)) {
    let isOpen = false;
    for (const rule of rules) {
      const truth = truthOf(rule, sensed);
      if (truth === true) return rule.derived;
      if (truth === null) isOpen = true;
    }
    if (isOpen) return unknown;
  }
  return unknown;
}

const ranked = new WeakMap<Profile, readonly (readonly Asked[])[]>();

/** The rules of each rank that has any; sorted once for a profile. */
function rankedRules(profile: Profile): readonly (readonly Asked[])[] {
  const known = ranked.get(profile);
  if (known !== undefined) return known;
  const { items, states } = profile;
  const asked = ({ state, inferred, when, unless }: StateRule): Asked => {
    const derived = state === 'unknown' ? unknown : { state, inferred };
    return { when: testsOf(when, items), unless: testsOf(unless, items), derived };
  };
  const rules = ranks.map((inRank) => states.filter(inRank).map(asked)).filter(({ length }) => length > 0);
  ranked.set(profile, rules);
  return rules;
}

/** Whether any of the conditions certainly holds. */
export function anyHolds(conditions: When, profile: Profile, sensed: Sensed): boolean {
  return anyOf(testsOf(conditions, profile.items), sensed) === true;
}

function testsOf(conditions: When, items: readonly DataItem[]): readonly Test[] {
  return Object.entries(conditions).map(([item, condition]) => {
    return { item, condition, untold: isOptional(items, item) ? false : null };
  });
}

function truthOf({ when, unless }: Asked, sensed: Sensed): Truth {
  const required = allOf(when, sensed);
  if (required === false) return false;
  const excluding = anyOf(unless, sensed);
  if (excluding === true) return false;
  return required === null || excluding === null ? null : true;
}

function allOf(tests: readonly Test[], sensed: Sensed): Truth {
  let all: Truth = true;
  for (const test of tests) {
    const truth = passes(test, sensed);
    if (truth === false) return false;
    if (truth === null) all = null;
  }
  return all;
}

function anyOf(tests: readonly Test[], sensed: Sensed): Truth {
  let any: Truth = false;
  for (const test of tests) {
    const truth = passes(test, sensed);
    if (truth === true) return true;
    if (truth === null) any = null;
  }
  return any;
}

function passes({ item, condition, untold }: Test, sensed: Sensed): Truth {
  const value = sensed[item] ?? null;
  return value === null ? untold : meets(condition, value);
}

function isOptional(items: readonly DataItem[], id: string): boolean {
  return items.some((item) => item.id === id && item.optional);
}

function meets(condition: Condition, value: Literal): boolean {
  if (typeof condition !== 'object' || Array.isArray(condition)) return isOneOf(condition, value);
  if ('not' in condition) return !isOneOf(condition.not, value);
  if (!('atLeast' in condition || 'below' in condition) || typeof value !== 'number') return false;
  return value >= (condition.atLeast ?? Number.NEGATIVE_INFINITY) && value < (condition.below ?? Infinity);
}

function isOneOf(literals: Literal | readonly Literal[], value: Literal): boolean {
  return typeof literals === 'object' ? literals.includes(value) : literals === value;
}
