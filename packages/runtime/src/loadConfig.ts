// Reads a YAML file against a zod schema and reports every fault at once, each with its path, line, what was found
// and what would be right. Only an invalid configuration may stop a start (architecture, promise 6).
import { readFileSync } from 'node:fs';
import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { z } from 'zod';

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
  const text = readText(file);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  if (document.errors.length > 0) {
    const faults = document.errors.map((error) => notYaml(error.message, lines.linePos(error.pos[0]).line));
    throw new ConfigError(file, faults);
  }
  const value = plainValue(document, file);
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const faults = plainFaults(result.error).map(({ path, expected }) => ({
    path: pathText(path),
    line: lineOf(document.contents, path, lines),
    found: foundText(valueAt(value, path)),
    expected,
  }));
  throw new ConfigError(file, faults);
}

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
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(file, [{ path: '', line: null, found: 'no readable file', expected: reason }]);
  }
}

function notYaml(reason: string, line: number | null): Fault {
  return { path: '', line, found: 'text that is not YAML', expected: reason };
}

/** An alias without its anchor, or one that would grow without bound, shows only here. */
function plainValue(document: Document, file: string): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    throw new ConfigError(file, [notYaml(cause instanceof Error ? cause.message : String(cause), null)]);
  }
}

interface FlatIssue {
  readonly path: Path;
  readonly expected: string;
}

/** What a check found, one path and one text each: for a part of a file that has checks of its own. */
export function plainFaults(error: z.ZodError): readonly FlatIssue[] {
  return flatten(error.issues, []);
}

/** Of a union the branch that came nearest is reported, because its faults are the ones a person can mend. */
function flatten(issues: readonly z.core.$ZodIssue[], above: Path): FlatIssue[] {
  return issues.flatMap((issue): FlatIssue[] => {
    const path = [...above, ...issue.path];
    if (issue.code === 'invalid_union' && issue.errors.length > 0) {
      const nearest = issue.errors.reduce((best, next) => (depth(next) > depth(best) ? next : best));
      return flatten(nearest, path);
    }
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        path: [...path, key],
        expected: 'no such setting exists here; remove it',
      }));
    }
    return [{ path, expected: issue.message }];
  });
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
