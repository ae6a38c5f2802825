// Pure: what differs between two versions of an entry, field by field, for a history and for a change that is not made
// yet. Things in a list are told apart by their id, code or name, so that a line put in before others is one change.

/** One field that differs; null: it was not there, or is not any more. */
export interface FieldChange {
  /** Such as `machines.lathe-1.name.ja`. */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

type Group = Readonly<Record<string, unknown>>;

/** The fields that differ, in the order in which they stand. */
export function entryDiff(before: unknown, after: unknown, path = ''): readonly FieldChange[] {
  const [was, is] = [groupOf(before), groupOf(after)];
  if (was === null || is === null) {
    const [old = null, next = null] = [before, after];
    return JSON.stringify(old) === JSON.stringify(next) ? [] : [{ path, before: old, after: next }];
  }
  const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  const inside = keys.flatMap((key) =>
    entryDiff(was[key] ?? null, is[key] ?? null, path === '' ? key : `${path}.${key}`),
  );
  const isSame =
    !Array.isArray(before) || JSON.stringify(Object.keys(was)) === JSON.stringify(Object.keys(is));
  if (inside.length > 0 || isSame) return inside;
  // The same things in another order.
  return [{ path, before, after }];
}

/** What has fields of its own: a group, or a list of things that can be told apart. */
function groupOf(value: unknown): Group | null {
  if (value === null || typeof value !== 'object') return null;
  if (!Array.isArray(value)) return value as Group;
  const keys = value.map(keyOf);
  const isTold = keys.every((key) => key !== null) && new Set(keys).size === keys.length;
  return isTold ? Object.fromEntries(value.map((each, index) => [`${keys[index]}`, each])) : null;
}

function keyOf(thing: unknown): string | null {
  if (thing === null || typeof thing !== 'object') return null;
  const { id, code, name, from } = thing as Group;
  const key = id ?? code ?? name ?? from;
  return typeof key === 'string' && !/^\d+$/.test(key) ? key : null;
}
