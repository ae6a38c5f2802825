// Pure: what would be right, in the words of a person who mends a file, where a check says nothing of its own; and
// which settings a schema knows at a path, so that a misspelt one can be named.
import { z } from 'zod';

const kinds: Readonly<Record<string, string>> = {
  string: 'a text is needed',
  number: 'a number is needed, without quotes',
  int: 'a whole number is needed, without quotes',
  boolean: 'true or false is needed',
  array: 'a list is needed, each entry beginning with "- "',
  object: 'a group of settings is needed, one `key: value` on each line',
  record: 'a group of settings is needed, one `key: value` on each line',
};

/** The words for zod's own findings; a schema's own message goes before. */
export function faultWords(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_type') return kinds[issue.expected];
  if (issue.code === 'invalid_value') return `one of ${issue.values.join(', ')} is needed`;
  if (issue.code === 'too_small' && issue.origin !== 'string') return `at least ${issue.minimum} is needed`;
  if (issue.code === 'too_small') return 'a text is needed, not an empty one';
  if (issue.code === 'too_big') return `at most ${issue.maximum} is possible`;
  return undefined;
}

/** The names of the settings that may stand in the group at `path`; none where the schema cannot say. */
export function knownSettings(schema: z.core.$ZodType, path: readonly PropertyKey[]): readonly string[] {
  const inner = innerOf(schema);
  const [key, ...rest] = path;
  if (inner instanceof z.core.$ZodUnion)
    return [...new Set(inner._zod.def.options.flatMap((option) => knownSettings(option, path)))];
  if (inner instanceof z.core.$ZodArray && key !== undefined)
    return knownSettings(inner._zod.def.element, rest);
  if (inner instanceof z.core.$ZodRecord && key !== undefined)
    return knownSettings(inner._zod.def.valueType, rest);
  if (!(inner instanceof z.core.$ZodObject)) return [];
  const { shape } = inner._zod.def;
  if (key === undefined) return Object.keys(shape);
  const next = shape[String(key)];
  return next === undefined ? [] : knownSettings(next, rest);
}

/** What a default, an option or a refinement is wrapped around. */
function innerOf(schema: z.core.$ZodType): z.core.$ZodType {
  const { def } = schema._zod;
  if ('innerType' in def) return innerOf(def.innerType as z.core.$ZodType);
  if ('in' in def) return innerOf(def.in as z.core.$ZodType);
  return schema;
}
