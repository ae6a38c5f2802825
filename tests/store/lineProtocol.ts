// Pure: reads line protocol as strictly as its specification says, for the stand-in of InfluxDB 2. One bad line makes
// the whole text bad, with the server's way of naming it.

/** One field of one point. */
export interface FieldPoint {
  readonly measurement: string;
  /** By name, in the order of the names. */
  readonly tags: Readonly<Record<string, string>>;
  readonly field: string;
  readonly type: 'integer' | 'float' | 'string' | 'boolean';
  readonly value: number | string | boolean;
  /** Milliseconds. */
  readonly time: number;
}

export class LineError extends Error {}

/** The points of a text, each as its fields. */
export function readLines(text: string): readonly (readonly FieldPoint[])[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map(readLine);
}

const key = String.raw`(?:[^,= \\"]|\\.)+`;
const whole = new RegExp(String.raw`^(${key})((?:,${key}=${key})*) (.+) (-?\d+)$`, 's');
const oneField = new RegExp(
  String.raw`^(${key})=(-?\d+i|-?\d+(?:\.\d+)?|[tTfF]|true|false|"(?:[^"\\]|\\["\\])*")(?:,|$)`,
  's',
);

function readLine(line: string): readonly FieldPoint[] {
  const found = whole.exec(line);
  if (found === null) throw new LineError(`unable to parse '${line}': invalid line`);
  const [, measurement = '', tagText = '', fieldText = '', time = ''] = found;
  const pairs = [...tagText.matchAll(new RegExp(`,(${key})=(${key})`, 'g'))];
  const sorted = pairs.map(([, name = '', value = '']) => [plain(name), plain(value)] as const).sort();
  const tags = Object.fromEntries(sorted);
  const points: FieldPoint[] = [];
  for (let rest = fieldText; rest !== ''; ) {
    const next = oneField.exec(rest);
    if (next === null) throw new LineError(`unable to parse '${line}': invalid field format`);
    const [taken, name = '', value = ''] = next;
    points.push({
      measurement: plain(measurement),
      tags,
      field: plain(name),
      ...typedValue(value),
      time: Number(time),
    });
    rest = rest.slice(taken.length);
  }
  return points;
}

function typedValue(text: string): Pick<FieldPoint, 'type' | 'value'> {
  if (text.startsWith('"')) return { type: 'string', value: text.slice(1, -1).replace(/\\(["\\])/g, '$1') };
  if (text.endsWith('i')) return { type: 'integer', value: Number(text.slice(0, -1)) };
  if (/^[tTfF]/.test(text)) return { type: 'boolean', value: /^[tT]/.test(text) };
  return { type: 'float', value: Number(text) };
}

function plain(text: string): string {
  return text.replace(/\\([,= ])/g, '$1');
}
