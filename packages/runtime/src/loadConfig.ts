// Reads a YAML file against a zod schema and reports every fault at once, each with its path, line, what was found
// and what would be right. Only an invalid configuration may stop a start (architecture, promise 6).
import { readFileSync } from 'node:fs';
import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { z } from 'zod';
import { faultWords, knownSettings } from './faultWords.ts';
import { messageOf } from './messageOf.ts';
import { mendSlips, nearest, type Slip, wideHint } from './slips.ts';

export interface Fault {
  /** Path in the file, `machines[1].modbus.port`; empty for the file itself. */
  readonly path: string;
  /** One-based line, or null where none can be named. */
  readonly line: number | null;
  readonly found: string;
  readonly expected: string;
}

/** The configuration cannot be used; `faults` is never empty. Services end with exit code 2. */
export class ConfigError extends Error {
  readonly file: string;
  readonly faults: readonly Fault[];
  constructor(file: string, faults: readonly Fault[]) {
    super(`${file}: ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'} in the configuration`);
    this.name = 'ConfigError';
    this.file = file;
    this.faults = faults;
  }
}

type Path = readonly PropertyKey[];

/** Loads and checks `file`. Throws ConfigError with all its faults; never returns a half-right value. */
export function loadConfig<T>(file: string, schema: z.ZodType<T>): T {
  const { text, slips } = mendSlips(readText(file));
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const yamlFaults = textFaults(document, { slips, lines });
  if (document.errors.some(({ code }) => code !== 'DUPLICATE_KEY')) throw new ConfigError(file, yamlFaults);
  const value = plainValue(document, file);
  const result = schema.safeParse(value, { error: faultWords, reportInput: true });
  // A list of accounts may be empty; a configuration may not.
  if (value === null && !result.success && yamlFaults.length === 0)
    throw new ConfigError(file, [nothingThere]);
  if (result.success && yamlFaults.length === 0) return result.data;
  const found = result.success ? [] : plainFaults(result.error, schema);
  const faults = found.map(({ path, expected }) => ({
    path: pathText(path),
    line: lineOf(document.contents, path, lines),
    found: foundText(valueAt(value, path)),
    expected: withHint(expected, [path.at(-1), valueAt(value, path)]),
  }));
  throw new ConfigError(file, [...yamlFaults, ...faults]);
}

const nothingThere: Fault = {
  path: '',
  line: null,
  found: 'an empty file',
  expected: 'settings are needed; begin with a copy of the example in config/',
};

function withHint(expected: string, places: readonly unknown[]): string {
  const hint = wideHint(places.filter((each) => typeof each === 'string').join(''));
  return hint === null ? expected : `${expected}; ${hint}`;
}

/** What is wrong with the text as such. Where a slip is told, what it did to the rest of its line is not. */
function textFaults(
  { errors }: Document,
  { slips, lines }: { slips: readonly Slip[]; lines: LineCounter },
): readonly Fault[] {
  const others = errors.flatMap((error): Fault[] => {
    const { line } = lines.linePos(error.pos[0]);
    if (slips.some((slip) => slip.line === line)) return [];
    const words = yamlWords[error.code];
    return [words === undefined ? notYaml(error.message, line) : { path: '', line, ...words }];
  });
  // What follows on the same line is mostly the same slip, seen again.
  const first = others.filter(({ line }, index) => others.findIndex((each) => each.line === line) === index);
  return [...slips.map((slip) => ({ path: '', ...slip })), ...first];
}

const noColon = {
  found: 'text that is not YAML',
  expected: '`key: value` is needed here or in the line above, with a colon and a space',
};
/** The faults of YAML that people make most, in words they can mend them by. */
const yamlWords: Readonly<Record<string, Pick<Fault, 'found' | 'expected'>>> = {
  DUPLICATE_KEY: { found: 'a setting a second time', expected: 'keep one of the two; each must be unique' },
  BAD_INDENT: {
    found: 'text that is not YAML',
    expected: 'the settings of one group must begin in the same column',
  },
  BLOCK_AS_IMPLICIT_KEY: {
    found: 'text that is not YAML',
    expected:
      'the settings of one group must begin in the same column; a text with ": " in it stands in quotes',
  },
  MULTILINE_IMPLICIT_KEY: noColon,
  MISSING_CHAR: noColon,
};

/** One line per fault, the way a person mends them: place, what is there, what would be right. */
export function printFaults(error: ConfigError): string {
  const rows = error.faults.map(({ path, line, found, expected }) => {
    const place = [path === '' ? '(file)' : path, line === null ? '' : `line ${line}`]
      .filter(Boolean)
      .join(', ');
    return `  ${place}: found ${found}; ${expected}`;
  });
  return [`${error.message}:`, ...rows].join('\n');
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new ConfigError(file, [{ path: '', line: null, ...unreadable(cause) }]);
  }
}

function unreadable(cause: unknown): Pick<Fault, 'found' | 'expected'> {
  const code = cause instanceof Error && 'code' in cause ? cause.code : null;
  if (code === 'EISDIR') return { found: 'a folder', expected: 'the path of a file in it is needed' };
  if (code === 'ENOENT') return { found: 'no file', expected: 'the path of a file that exists is needed' };
  const expected = messageOf(cause);
  return { found: 'no readable file', expected };
}

function notYaml(reason: string, line: number | null): Fault {
  return { path: '', line, found: 'text that is not YAML', expected: reason };
}

/** An alias without its anchor, or one that would grow without bound, shows only here. */
function plainValue(document: Document, file: string): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    throw new ConfigError(file, [notYaml(messageOf(cause), null)]);
  }
}

interface FlatIssue {
  readonly path: Path;
  readonly expected: string;
}

/** What the checks of `schema` found, one path and one text each: for a part of a file that has checks of its own. */
export function plainFaults(error: z.ZodError, schema: z.core.$ZodType): readonly FlatIssue[] {
  return flatten(error.issues, [], schema);
}

/** Of a union the branch that came nearest is reported, because its faults are the ones a person can mend. */
function flatten(issues: readonly z.core.$ZodIssue[], above: Path, schema: z.core.$ZodType): FlatIssue[] {
  return issues.flatMap((issue): FlatIssue[] => {
    const path = [...above, ...issue.path];
    if (issue.code === 'invalid_union' && issue.errors.length > 0) {
      const isOwn = issue.message !== 'Invalid input' && issue.errors.every((each) => depth(each) === 0);
      if (isOwn) return [{ path, expected: issue.message }];
      const branch = issue.errors.reduce((best, next) => (depth(next) > depth(best) ? next : best));
      return flatten(branch, path, schema);
    }
    if (issue.code === 'unrecognized_keys') {
      const known = knownSettings(schema, path);
      return issue.keys.map((key) => {
        const meant = nearest(key, known);
        const remedy = meant === null ? 'remove it' : `"${meant}" was probably meant`;
        return { path: [...path, key], expected: `no such setting exists here; ${remedy}` };
      });
    }
    return [{ path, expected: issue.message + valueHint(issue) }];
  });
}

/** The word that was probably meant, of those that are possible. */
function valueHint(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'invalid_value' || typeof issue.input !== 'string') return '';
  const meant = nearest(issue.input, issue.values.map(String));
  return meant === null ? '' : `; "${meant}" was probably meant`;
}

function depth(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(0, ...issues.map((issue) => issue.path.length));
}

function pathText(path: Path): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, key) => {
    return typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined;
  }, value);
}

function foundText(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** The line of the deepest node on the path that stands in the file: a missing key is reported at its parent. */
function lineOf(root: unknown, path: Path, lines: LineCounter): number | null {
  let node = root;
  let offset = startOf(node);
  for (const key of path) {
    const next = child(node, key);
    if (next === undefined) break;
    offset = startOf(next.key ?? next.value) ?? offset;
    node = next.value;
  }
  return offset === null ? null : lines.linePos(offset).line;
}

function child(node: unknown, key: PropertyKey): { key: unknown; value: unknown } | undefined {
  if (isMap(node)) {
    const pair = node.items.find((item) => isScalar(item.key) && item.key.value === key);
    return pair === undefined ? undefined : { key: pair.key, value: pair.value };
  }
  if (isSeq(node) && typeof key === 'number') {
    const item = node.items[key];
    return item === undefined ? undefined : { key: null, value: item };
  }
  return undefined;
}

function startOf(node: unknown): number | null {
  return (node as Node | null)?.range?.[0] ?? null;
}
