// Where profiles come from: the shipped ones by name, a file by its path, or one written out in the machine's entry.
// Promise: whichever way, the same checks hold, the address checks of the profile's own protocol among them.
import { readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { type Profile, profileSchema } from '@nakamawashi/machine-model';
import { ConfigError, faultWords, loadConfig, nearest, plainFaults } from '@nakamawashi/runtime';
import { z } from 'zod';
import type { Machine } from './config.ts';
import { protocols } from './drivers/index.ts';
import { profilesFolder } from './shippedFiles.ts';

const readable = Object.entries(protocols).flatMap(([name, { address }]) => (address === null ? [] : [name]));
const head = z.looseObject({ protocol: z.enum(readable, `one of ${readable.join(', ')} is needed`) });

/** Something that does not fit; the path is within the machine's entry. */
interface Misfit {
  readonly path: readonly (string | number)[];
  readonly expected: string;
}

/** Where profiles are looked for, and those already read without a fault, by name. */
export interface ProfileShelf {
  /** The folder that paths are relative to. */
  readonly home: string;
  readonly byName: Map<string, Profile>;
}

/** Reads one profile. Throws ConfigError with all its faults. */
export function loadProfile(file: string): Profile {
  const { protocol } = loadConfig(file, head);
  return loadConfig(file, schemaOf(protocol));
}

/** The profile that is written out as `value`, or null after its faults were told; their paths are within it. */
export function checkProfile(
  value: unknown,
  fault: (path: readonly PropertyKey[], message: string) => void,
): Profile | null {
  const known = head.safeParse(value);
  // Without a protocol nothing can be said about addresses, but about all the rest.
  const schema = known.success ? schemaOf(known.data.protocol) : profileSchema(z.unknown());
  const checked = schema.safeParse(value, { error: faultWords, reportInput: true });
  const protocol = known.success ? [] : plainFaults(known.error, head);
  const rest = checked.success ? [] : plainFaults(checked.error, schema);
  const told = new Set(protocol.map(({ path }) => path.join('.')));
  const faults = [...protocol, ...rest.filter(({ path }) => !told.has(path.join('.')))];
  for (const { path, expected } of faults) fault(path, expected);
  return faults.length === 0 && checked.success ? checked.data : null;
}

/** The profile of this name or path, or null after its faults were told. */
export function namedProfile(
  name: string,
  { home, byName }: ProfileShelf,
  fault: (message: string) => void,
): Profile | null {
  if (isShippedName(name) && !shippedNames().includes(name)) {
    const meant = nearest(name, shippedNames());
    const hint = meant === null ? '' : `; "${meant}" was probably meant`;
    fault(`a profile that exists is needed: ${shippedNames().join(', ')}, or a path to a file${hint}`);
    return null;
  }
  const known = byName.get(name);
  if (known !== undefined) return known;
  try {
    const profile = loadProfile(profileFile(name, home));
    byName.set(name, profile);
    return profile;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const { path, line, found, expected } of error.faults) {
      const place = [relative(home, error.file), path, line === null ? '' : `line ${line}`];
      fault(`in ${place.filter(Boolean).join(', ')}: found ${found}; ${expected}`);
    }
    return null;
  }
}

/** What a profile and a machine's way to be reached still lack together. */
export function misfits(profile: Profile, name: string, endpoint: unknown): readonly Misfit[] {
  const protocol = protocols[name];
  if (protocol === undefined || protocol.address === null) return [];
  if (name === profile.protocol) return protocol.misfits(profile, endpoint);
  return [
    { path: [name], expected: `the profile ${profile.id} is read by ${profile.protocol}; write that here` },
  ];
}

/** The machine seen through another profile: a name of ours or a path. Throws ConfigError when it does not fit. */
export function withProfile(machine: Machine, name: string): Machine {
  const file = profileFile(name, process.cwd());
  const profile = loadProfile(file);
  const faults = misfits(profile, machine.protocol, machine.endpoint).map(({ path, expected }) => ({
    path: ['machine', machine.id, ...path].join('.'),
    line: null,
    found: `the profile ${profile.id}`,
    expected,
  }));
  if (faults.length > 0) throw new ConfigError(file, faults);
  return { ...machine, profile };
}

function schemaOf(protocol: string): z.ZodType<Profile> {
  return profileSchema(protocols[protocol]?.address ?? z.unknown());
}

/** A name without folder is a profile of ours; everything else is a path. */
export function profileFile(name: string, home: string): string {
  return isShippedName(name) ? join(profilesFolder, `${name}.yaml`) : resolve(home, name);
}

function isShippedName(name: string): boolean {
  return /^[a-z0-9-]+$/.test(name);
}

function shippedNames(): readonly string[] {
  return readdirSync(profilesFolder).flatMap((file) => (file.endsWith('.yaml') ? [file.slice(0, -5)] : []));
}
