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

/** The state of the first rank whose rules do not all say no; unknown when that rank cannot be told, or none holds. */
export function deriveState(profile: Profile, sensed: Sensed): Derived {
  for (const rules of rankedRules(profile)) {
    const truths = rules.map((rule) => truthOf(rule, profile, sensed));
    const rule = rules[truths.indexOf(true)];
    if (rule !== undefined)
      return rule.state === 'unknown' ? unknown : { state: rule.state, inferred: rule.inferred };
    if (truths.includes(null)) return unknown;
  }
  return unknown;
}

const ranked = new WeakMap<Profile, readonly (readonly StateRule[])[]>();

/** The rules of each rank that has any; asked for at every change of every machine, so sorted once for a profile. */
function rankedRules(profile: Profile): readonly (readonly StateRule[])[] {
  const known = ranked.get(profile);
  if (known !== undefined) return known;
  const rules = ranks.map((inRank) => profile.states.filter(inRank)).filter(({ length }) => length > 0);
  ranked.set(profile, rules);
  return rules;
}

/** Whether any of the conditions certainly holds. */
export function anyHolds(conditions: When, profile: Profile, sensed: Sensed): boolean {
  return truthsOf(conditions, profile, sensed).includes(true);
}

function truthOf(rule: StateRule, profile: Profile, sensed: Sensed): Truth {
  const required = truthsOf(rule.when, profile, sensed);
  const excluding = truthsOf(rule.unless, profile, sensed);
  if (required.includes(false) || excluding.includes(true)) return false;
  return required.includes(null) || excluding.includes(null) ? null : true;
}

function truthsOf(conditions: When, profile: Profile, sensed: Sensed): readonly Truth[] {
  return Object.entries(conditions).map(([id, condition]) => {
    const value = sensed[id] ?? null;
    if (value !== null) return meets(condition, value);
    return isOptional(profile.items, id) ? false : null;
  });
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
