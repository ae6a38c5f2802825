// Pure: what a profile must fulfil beyond its shape: names that exist, words a signal can say, levels in order.
// Promise: every such fault is found, also when the shape of other parts is wrong, and is named with its path.
import { z } from 'zod';

/** A fault and where it stands in the profile. */
export interface ProfileFault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

const lenientItem = z.looseObject({
  id: z.string().catch(''),
  signal: z
    .looseObject({
      kind: z.string().catch('value'),
      levels: z
        .array(
          z
            .looseObject({ name: z.string(), from: z.number().optional(), hysteresis: z.number().default(0) })
            .nullable()
            .catch(null),
        )
        .catch([]),
      valid: z.looseObject({ min: z.number(), max: z.number() }).optional().catch(undefined),
    })
    .catch({ kind: 'value', levels: [] }),
});
const lenientWhen = z.record(z.string(), z.unknown()).catch({});
const lenientProfile = z.looseObject({
  items: z.array(lenientItem.nullable().catch(null)).catch([]),
  states: z.array(z.looseObject({ when: lenientWhen, unless: lenientWhen }).nullable().catch(null)).catch([]),
  forgottenSetup: z.looseObject({ unless: lenientWhen }).nullable().catch(null),
});
type Item = z.infer<typeof lenientItem>;

/** All faults between the parts of a profile; `profile` may be anything. */
export function faultsAcross(profile: unknown): readonly ProfileFault[] {
  const read = lenientProfile.safeParse(profile);
  if (!read.success) return [];
  const { items, states, forgottenSetup } = read.data;
  return [
    ...items.flatMap((item, index) => (item === null ? [] : itemFaults(item, index, items))),
    ...states.flatMap((rule, index) => [
      ...conditionFaults(rule?.when ?? {}, ['states', index, 'when'], items),
      ...conditionFaults(rule?.unless ?? {}, ['states', index, 'unless'], items),
    ]),
    ...conditionFaults(forgottenSetup?.unless ?? {}, ['forgottenSetup', 'unless'], items),
  ];
}

function itemFaults(item: Item, index: number, items: readonly (Item | null)[]): readonly ProfileFault[] {
  const faults: ProfileFault[] = [];
  if (items.findIndex((other) => other?.id === item.id) !== index) {
    faults.push({
      path: ['items', index, 'id'],
      message: 'is used by an item above; every item needs its own',
    });
  }
  const { valid, levels } = item.signal;
  if (valid !== undefined && valid.min >= valid.max) {
    faults.push({ path: ['items', index, 'signal', 'valid'], message: 'needs a min below its max' });
  }
  return [...faults, ...levels.flatMap((_, at) => levelFaults(item, index, at))];
}

function levelFaults(item: Item, index: number, at: number): readonly ProfileFault[] {
  const path = ['items', index, 'signal', 'levels', at];
  const [level, below] = [item.signal.levels[at], item.signal.levels[at - 1]];
  if (!level) return [];
  const faults: ProfileFault[] = [];
  if (item.signal.levels.findIndex((other) => other?.name === level.name) !== at) {
    faults.push({ path: [...path, 'name'], message: 'is used by a level above; every level needs its own' });
  }
  if (at === 0 && level.from !== undefined) {
    faults.push({ path: [...path, 'from'], message: 'is not for the lowest level, which has no lower end' });
  }
  if (at > 0 && level.from === undefined) {
    faults.push({ path: [...path, 'from'], message: 'must say from which value on the level is reached' });
  }
  if (!below || level.from === undefined || below.from === undefined) return faults;
  if (level.from - level.hysteresis < below.from) {
    faults.push({ path, message: 'must lie above the level before it by at least its hysteresis' });
  }
  return faults;
}

function conditionFaults(
  conditions: Readonly<Record<string, unknown>>,
  path: readonly (string | number)[],
  items: readonly (Item | null)[],
): readonly ProfileFault[] {
  return Object.entries(conditions).flatMap(([id, condition]) => {
    const item = items.find((each) => each?.id === id);
    if (!item) return [{ path: [...path, id], message: 'must be the id of one of the items' }];
    const words = wordsOf(item);
    if (words === null) return [];
    const asked = literalsOf(condition);
    return asked.every((literal) => words.includes(String(literal)) && typeof literal === 'string')
      ? []
      : [{ path: [...path, id], message: `must be of: ${words.join(', ')}` }];
  });
}

function wordsOf(item: Item): readonly string[] | null {
  switch (item.signal.kind) {
    case 'lamp':
      return ['on', 'off', 'flashing'];
    case 'pulse':
      return ['running', 'stopped'];
    case 'level':
      return item.signal.levels.flatMap((level) => level?.name ?? []);
    default:
      return null;
  }
}

function literalsOf(condition: unknown): readonly unknown[] {
  if (Array.isArray(condition)) return condition;
  if (typeof condition !== 'object' || condition === null) return [condition];
  return 'not' in condition ? literalsOf(condition.not) : [condition];
}
