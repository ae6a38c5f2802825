// The configuration of a box that has just joined: a new file where there is none; where there is one, the lines that
// have to be changed in it. A file that somebody wrote is never rewritten.
import { existsSync, writeFileSync } from 'node:fs';
import { type Enrolled, loadConfig } from '@nakamawashi/runtime';
import { z } from 'zod';
import { enrolmentFolder } from './join.ts';

const anyConfig = z.record(z.string(), z.unknown()).catch({});

/** The settings that follow from joining; each is one line of the file. */
function settings(
  { consortium, host, broker }: Enrolled,
  url: string,
): Readonly<Record<string, object | string>> {
  const files = { caFile: 'authority.pem', certFile: 'certificate.pem', keyFile: 'key.pem' };
  const tls = Object.fromEntries(
    Object.entries(files).map(([key, name]) => [key, `./${enrolmentFolder}/${name}`]),
  );
  return { consortium, broker: { url: broker, tls }, primaryHost: host, enrolment: { url } };
}

/** Writes the file if it is not there; otherwise gives the lines by which it differs, none when it is right already. */
export function writeOrCompare(
  file: string,
  enrolled: Enrolled,
  url: string,
): { readonly isNew: boolean; readonly lines: readonly string[] } {
  const wanted = settings(enrolled, url);
  if (!existsSync(file)) {
    writeFileSync(file, newFile(wanted, enrolled.workshop), { flag: 'wx' });
    return { isNew: true, lines: [] };
  }
  const there = loadConfig(file, anyConfig);
  const workshop = z.looseObject({ id: z.unknown() }).safeParse(there['workshop']).data?.id;
  const changed = Object.entries(wanted).filter(([key, value]) => !isSame(there[key], value));
  return {
    isNew: false,
    lines: [
      ...(workshop === enrolled.workshop ? [] : [`workshop: { id: ${enrolled.workshop}, name: … }`]),
      ...changed.map(([key, value]) => line(key, value)),
    ],
  };
}

function newFile(wanted: Readonly<Record<string, object | string>>, workshop: string): string {
  const { consortium, ...others } = wanted;
  return [
    '# 自社の名前と機械を書いてください。 / Write in the name of your company and your machines.',
    line('consortium', consortium ?? ''),
    `workshop: { id: ${workshop}, name: { ja: ${workshop}, en: ${workshop} } }`,
    ...Object.entries(others).map(([key, value]) => line(key, value)),
    'dataDir: ./data',
    'http: { host: 127.0.0.1, port: 8180 }',
    '# consent: { text: "2026-04", person: 山田太郎, date: "2026-11-01" }',
    'machines: []',
    '#  - id: lathe-1',
    '#    name: { ja: NC旋盤 1号機, en: CNC lathe 1 }',
    '#    profile: modbus-stack-light',
    '#    modbus: { host: 192.168.10.31 }',
    '#    sharing: { desk: mark }',
    '',
  ].join('\n');
}

/** JSON is YAML too; the keys need no quotes. */
function line(key: string, value: object | string): string {
  const text = JSON.stringify(value)
    .replaceAll(/"(\w+)":/g, ' $1: ')
    .replaceAll('}', ' }');
  return `${key}: ${text}`;
}

function isSame(one: unknown, other: unknown): boolean {
  const ordered = (value: unknown): string =>
    JSON.stringify(value, (_, each: unknown) =>
      typeof each === 'object' && each !== null && !Array.isArray(each)
        ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
        : each,
    );
  return ordered(one ?? null) === ordered(other);
}
