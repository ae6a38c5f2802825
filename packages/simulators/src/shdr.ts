// Pure: reads SHDR, the line format of MTConnect adapters: `time|item|value`, and for conditions
// `time|item|level|native code|severity|qualifier|text`. Never throws: a line it cannot read becomes a named fault.
import type { TimestampMs } from '@nakamawashi/machine-model';

interface ShdrValue {
  readonly kind: 'value';
  /** Whole milliseconds; finer digits are cut off. */
  readonly at: TimestampMs;
  readonly item: string;
  readonly value: string;
}

const conditionLevels = ['Normal', 'Warning', 'Fault', 'Unavailable'] as const;

interface ShdrCondition {
  readonly kind: 'condition';
  /** Whole milliseconds; finer digits are cut off. */
  readonly at: TimestampMs;
  readonly item: string;
  readonly level: (typeof conditionLevels)[number];
  readonly nativeCode: string;
  readonly severity: string;
  readonly qualifier: string;
  readonly text: string;
}

export type ShdrObservation = ShdrValue | ShdrCondition;

export interface ShdrFault {
  /** One-based line of the text. */
  readonly line: number;
  readonly reason: string;
}

export interface ShdrText {
  /** In the order of the lines. */
  readonly observations: readonly ShdrObservation[];
  readonly faults: readonly ShdrFault[];
}

/** Reads a whole SHDR text; empty lines and lines that begin `#` or `*` (adapter commands) are passed over. */
export function parseShdr(text: string): ShdrText {
  const observations: ShdrObservation[] = [];
  const faults: ShdrFault[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trimEnd();
    if (line === '' || line.startsWith('#') || line.startsWith('*')) continue;
    const read = parseLine(line);
    if (typeof read === 'string') faults.push({ line: index + 1, reason: read });
    else observations.push(read);
  }
  return { observations, faults };
}

function parseLine(line: string): ShdrObservation | string {
  const [time = '', item = '', first = '', ...rest] = line.split('|');
  const at = parseTime(time);
  if (at === null) return 'the line does not begin with a UTC time such as 2017-06-13T10:51:22.967Z';
  if (!/^[\w.-]+$/.test(item)) return 'the second field is not the name of a data item';
  if (rest.length === 0) {
    return first === '' ? `no value for ${item}` : { kind: 'value', at, item, value: first };
  }
  if (rest.length < 4) return `${item} has ${rest.length + 3} fields; a value has 3, a condition 7`;
  const level = conditionLevels.find((known) => known.toUpperCase() === first.toUpperCase());
  if (level === undefined) return `${item} has no condition level Normal, Warning, Fault or Unavailable`;
  const [nativeCode = '', severity = '', qualifier = '', ...text] = rest;
  return { kind: 'condition', at, item, level, nativeCode, severity, qualifier, text: text.join('|') };
}

function parseTime(text: string): TimestampMs | null {
  const parts = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/.exec(text);
  if (parts === null) return null;
  const at = Date.parse(`${parts[1]}Z`);
  return Number.isNaN(at) ? null : at + Number((parts[2] ?? '').slice(0, 3).padEnd(3, '0'));
}
