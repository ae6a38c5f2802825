// The agent's configuration file with all it points to: profiles, the broker's password and certificates. Paths are
// relative to the file. Every fault of all of them is named at once (architecture, promise 6).
import { createHash } from 'node:crypto';
import { accessSync, constants, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { type Profile, profileSchema } from '@nakamawashi/machine-model';
import { ConfigError, loadConfig, type MqttEndpoint } from '@nakamawashi/runtime';
import { z } from 'zod';
import type { TrustMode } from './clockRule.ts';
import { type EdgeConfigFile, edgeConfigShape } from './configSchema.ts';
import { protocols } from './drivers/index.ts';
import type { Consent, Sharing } from './sharing/levels.ts';

/** A text in both languages. */
export interface Bilingual {
  readonly ja: string;
  readonly en: string;
}

/** One machine, ready to be read. */
export interface Machine {
  readonly id: string;
  readonly name: Bilingual;
  readonly profile: Profile;
  /** The driver that reads it: its profile's, or the one that plays recordings. */
  readonly protocol: string;
  readonly endpoint: unknown;
  readonly dataDir: string;
  readonly sharing: Sharing;
}

/** The whole configuration; all paths absolute. */
export interface EdgeConfig {
  readonly consortium: string;
  readonly workshop: { readonly id: string; readonly name: Bilingual };
  readonly broker: MqttEndpoint;
  readonly primaryHost: string | null;
  readonly dataDir: string;
  readonly http: { readonly host: string; readonly port: number } | null;
  readonly consent: Consent | null;
  readonly slotLengthMs: number;
  readonly clock: { readonly trust: TrustMode };
  readonly outbox: { readonly maxDays: number };
  readonly history: { readonly maxDays: number };
  readonly machines: readonly Machine[];
  /** Tells two configurations apart; secrets are not in it. */
  readonly hash: string;
}

const shippedProfiles = resolve(import.meta.dirname, '../../config/profiles');

/** Reads `file` and what it points to. Throws one ConfigError with every fault. */
export function loadEdgeConfig(file: string): EdgeConfig {
  const home = dirname(resolve(file));
  const profiles = new Map<string, Profile>();
  const schema = edgeConfigShape.superRefine(
    (value, context) => {
      for (const { path, message } of [
        ...brokerFaults(value, home),
        ...machineFaults(value, { home, profiles }),
      ]) {
        context.addIssue({ code: 'custom', path: [...path], message });
      }
    },
    // Also with faults elsewhere: whoever mends the file wants to see all of them at once.
    { when: () => true },
  );
  return resolved(loadConfig<EdgeConfigFile>(file, schema), home, profiles);
}

interface CrossFault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}
interface Surroundings {
  readonly home: string;
  /** Filled with every profile that was read without a fault. */
  readonly profiles: Map<string, Profile>;
}

const anyBroker = z.looseObject({
  workshop: z.looseObject({ id: z.string().optional().catch(undefined) }).catch({}),
  broker: z
    .looseObject({
      username: z.string().optional().catch(undefined),
      passwordFile: z.string().optional().catch(undefined),
      tls: z.record(z.string(), z.string().catch('')).catch({}),
    })
    .catch({ tls: {} }),
});

function brokerFaults(value: unknown, home: string): readonly CrossFault[] {
  const read = anyBroker.safeParse(value);
  if (!read.success) return [];
  const { workshop, broker } = read.data;
  const files: readonly (readonly [readonly string[], string | undefined])[] = [
    [['broker', 'passwordFile'], broker.passwordFile],
    ...Object.entries(broker.tls).map(([name, each]) => [['broker', 'tls', name], each] as const),
  ];
  const unreadable = files.flatMap(([path, name]): CrossFault[] =>
    name === undefined || name === '' || isReadable(resolve(home, name))
      ? []
      : [{ path, message: `a file that can be read is needed; there is none at ${resolve(home, name)}` }],
  );
  const { username } = broker;
  if (username === undefined || workshop.id === undefined || username === workshop.id) return unreadable;
  return [
    ...unreadable,
    {
      path: ['broker', 'username'],
      message: `the workshop's id is needed here, "${workshop.id}", or nothing`,
    },
  ];
}

const anyMachines = z.looseObject({
  machines: z.array(z.record(z.string(), z.unknown()).catch({})).catch([]),
});

function machineFaults(value: unknown, surroundings: Surroundings): readonly CrossFault[] {
  const read = anyMachines.safeParse(value);
  if (!read.success) return [];
  const { machines } = read.data;
  const told = new Set<unknown>();
  return machines.flatMap((machine, index) => {
    const faults: CrossFault[] = [];
    const fault = (path: readonly (string | number)[], message: string): void => {
      faults.push({ path: ['machines', index, ...path], message });
    };
    if (machine['id'] !== undefined && machines.findIndex(({ id }) => id === machine['id']) < index) {
      fault(['id'], 'an id of its own is needed; a machine above has the same');
    }
    const names = Object.keys(protocols).filter((name) => machine[name] !== undefined);
    const [protocol] = names;
    const known = Object.keys(protocols).join(', ');
    if (protocol === undefined) fault([], `how it is reached is needed: one of ${known}`);
    if (names.length > 1)
      fault([names[1] ?? ''], `only one of ${known} can be; ${protocol} is there already`);
    const profile = readProfile(machine['profile'], surroundings, (message) => {
      if (!told.has(`${machine['profile']} ${message}`)) fault(['profile'], message);
      told.add(`${machine['profile']} ${message}`);
    });
    if (profile !== null && protocol !== undefined && names.length === 1) {
      for (const misfit of misfits(profile, protocol, machine[protocol])) fault(misfit.path, misfit.expected);
    }
    return faults;
  });
}

function misfits(
  profile: Profile,
  name: string,
  endpoint: unknown,
): readonly { readonly path: readonly (string | number)[]; readonly expected: string }[] {
  const protocol = protocols[name];
  if (protocol === undefined || protocol.address === null) return [];
  if (name === profile.protocol) return protocol.misfits(profile, endpoint);
  return [
    { path: [name], expected: `the profile ${profile.id} is read by ${profile.protocol}; write that here` },
  ];
}

function readProfile(
  name: unknown,
  { home, profiles }: Surroundings,
  fault: (message: string) => void,
): Profile | null {
  if (typeof name !== 'string' || name === '') return null;
  if (isShippedName(name) && !shippedNames().includes(name)) {
    fault(`a profile that exists is needed: ${shippedNames().join(', ')}, or a path to a file`);
    return null;
  }
  const known = profiles.get(name);
  if (known !== undefined) return known;
  try {
    const profile = loadProfile(profileFile(name, home));
    profiles.set(name, profile);
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

/** A name without folder is a profile of ours; everything else is a path, relative to the configuration file. */
function profileFile(name: string, home: string): string {
  return isShippedName(name) ? join(shippedProfiles, `${name}.yaml`) : resolve(home, name);
}

function isShippedName(name: string): boolean {
  return /^[a-z0-9-]+$/.test(name);
}

function shippedNames(): readonly string[] {
  return readdirSync(shippedProfiles).flatMap((file) => (file.endsWith('.yaml') ? [file.slice(0, -5)] : []));
}

/** Reads one profile. Throws ConfigError with all its faults. */
export function loadProfile(file: string): Profile {
  const readable = Object.entries(protocols).filter(([, { address }]) => address !== null);
  const names = readable.map(([name]) => name);
  const head = z.looseObject({ protocol: z.enum(names, `one of ${names.join(', ')} is needed`) });
  const { protocol } = loadConfig(file, head);
  return loadConfig(file, profileSchema(protocols[protocol]?.address ?? z.unknown()));
}

function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

function resolved(file: EdgeConfigFile, home: string, profiles: ReadonlyMap<string, Profile>): EdgeConfig {
  const dataDir = resolve(home, file.dataDir);
  const machines = file.machines.map((entry): Machine => {
    const profile = profiles.get(entry.profile);
    const parts: Readonly<Record<string, unknown>> = entry;
    const protocol = Object.keys(protocols).find((name) => parts[name] !== undefined);
    if (profile === undefined || protocol === undefined)
      throw new Error('BUG: a machine passed without its parts');
    const { id, name, sharing } = entry;
    return { id, name, profile, protocol, endpoint: absoluteFile(parts[protocol], home), dataDir, sharing };
  });
  const { password: _, ...open } = file.broker;
  const hash = createHash('sha256')
    .update(JSON.stringify({ ...file, broker: open, profiles: [...profiles] }))
    .digest('hex')
    .slice(0, 16);
  return {
    ...file,
    broker: absoluteBroker(file, home),
    primaryHost: file.primaryHost ?? null,
    dataDir,
    http: file.http ?? null,
    consent: file.consent ?? null,
    machines,
    hash,
  };
}

function absoluteFile(endpoint: unknown, home: string): unknown {
  if (typeof endpoint !== 'object' || endpoint === null || !('file' in endpoint)) return endpoint;
  return { ...endpoint, file: resolve(home, String(endpoint.file)) };
}

function absoluteBroker({ broker, workshop }: EdgeConfigFile, home: string): MqttEndpoint {
  const { passwordFile, password, username, tls } = broker;
  const signsIn = password !== undefined || passwordFile !== undefined;
  const files = Object.entries(tls ?? {}).flatMap(([name, each]) =>
    each === undefined ? [] : [[name, resolve(home, each)] as const],
  );
  return {
    ...broker,
    ...(username === undefined && signsIn ? { username: workshop.id } : {}),
    ...(passwordFile === undefined ? {} : { passwordFile: resolve(home, passwordFile) }),
    ...(tls === undefined ? {} : { tls: Object.fromEntries(files) }),
  };
}
