// The agent's configuration file with all it points to: profiles, the broker's password and certificates. Paths are
// relative to the file. Every fault of all of them is named at once (architecture, promise 6).
import { createHash } from 'node:crypto';
import { accessSync, constants } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Profile } from '@nakamawashi/machine-model';
import { loadConfig, type MqttEndpoint } from '@nakamawashi/runtime';
import { z } from 'zod';
import type { TrustMode } from './clockRule.ts';
import { type EdgeConfigFile, edgeConfigShape } from './configSchema.ts';
import { protocols } from './drivers/index.ts';
import { type HttpSettings, httpFaults } from './localPage/httpSettings.ts';
import { checkProfile, misfits, namedProfile, type ProfileShelf, profileFile } from './profiles.ts';
import type { Consent, Sharing } from './sharing/levels.ts';

export { loadProfile } from './profiles.ts';

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
  /** Where the box's certificate is renewed, or null. */
  readonly enrolment: { readonly url: string } | null;
  readonly dataDir: string;
  readonly http: HttpSettings | null;
  /** Where days, weeks and months of the owner's page begin. */
  readonly timeZone: string;
  readonly consent: Consent | null;
  readonly slotLengthMs: number;
  readonly clock: { readonly trust: TrustMode };
  readonly outbox: { readonly maxDays: number };
  readonly history: { readonly maxDays: number };
  readonly machines: readonly Machine[];
  /** The files that profiles were read from; absolute. */
  readonly profileFiles: readonly string[];
  /** Tells two configurations apart; secrets are not in it. */
  readonly hash: string;
}

/** Reads `file` and what it points to. Throws one ConfigError with every fault. */
export function loadEdgeConfig(file: string): EdgeConfig {
  const home = dirname(resolve(file));
  const found: Surroundings = { home, byName: new Map(), ofMachine: new Map() };
  const schema = edgeConfigShape.superRefine(
    (value, context) => {
      for (const { path, message } of [
        ...brokerFaults(value, home),
        ...httpFaults(value, home),
        ...machineFaults(value, found),
      ]) {
        context.addIssue({ code: 'custom', path: [...path], message });
      }
    },
    // Also with faults elsewhere: whoever mends the file wants to see all of them at once.
    { when: () => true },
  );
  return resolved(loadConfig<EdgeConfigFile>(file, schema), home, found);
}

interface CrossFault {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}
/** Filled with every profile that was read without a fault, by name and by the machine's place in the list. */
interface Surroundings extends ProfileShelf {
  readonly ofMachine: Map<number, Profile>;
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
    const fault = (path: readonly PropertyKey[], message: string): void => {
      faults.push({ path: ['machines', index, ...path], message });
    };
    if (machine['id'] !== undefined && machines.findIndex(({ id }) => id === machine['id']) < index) {
      fault(['id'], 'an id of its own is needed; a machine above has the same');
    }
    const twin = machines.slice(0, index).find((other) => readsTheSame(other, machine));
    if (twin !== undefined)
      fault(
        [],
        `the machine "${twin['id']}" above has the same address and profile; one of them must be wrong`,
      );
    const names = Object.keys(protocols).filter((name) => machine[name] !== undefined);
    const [protocol] = names;
    const known = Object.keys(protocols).join(', ');
    if (protocol === undefined) fault([], `how it is reached is needed: one of ${known}`);
    if (names.length > 1)
      fault([names[1] ?? ''], `only one of ${known} can be; ${protocol} is there already`);
    const profile = profileOf(machine['profile'], surroundings, {
      named: (message) => {
        if (!told.has(`${machine['profile']} ${message}`)) fault(['profile'], message);
        told.add(`${machine['profile']} ${message}`);
      },
      inner: (path, message) => fault(['profile', ...path], message),
    });
    for (const [key, file] of filesOf(protocol === undefined ? null : machine[protocol])) {
      const absolute = resolve(surroundings.home, file);
      if (key !== 'file' && !isReadable(absolute))
        fault([protocol ?? '', key], `a file that can be read is needed; there is none at ${absolute}`);
    }
    if (profile !== null && protocol !== undefined && names.length === 1) {
      for (const misfit of misfits(profile, protocol, machine[protocol])) fault(misfit.path, misfit.expected);
    }
    if (protocol !== undefined) {
      const above = machines.slice(0, index).map((other) => other[protocol]);
      const clash = above.flatMap((other) => protocols[protocol]?.clash(machine[protocol], other) ?? [])[0];
      if (clash !== undefined) fault([protocol, ...clash.path], clash.expected);
    }
    if (profile !== null) surroundings.ofMachine.set(index, profile);
    return faults;
  });
}

/** Several machines may hang on one device, but then each has a profile of its own; recordings may be played twice. */
function readsTheSame(one: Readonly<Record<string, unknown>>, other: typeof one): boolean {
  const isOn = (name: string): boolean =>
    one[name] !== undefined && protocols[name]?.address !== null && isDeepStrictEqual(one[name], other[name]);
  return Object.keys(protocols).some(isOn) && isDeepStrictEqual(one['profile'], other['profile']);
}

/** The profile that is named, or the one that is written out in its place; null after its faults were told. */
function profileOf(
  value: unknown,
  shelf: ProfileShelf,
  tell: {
    named: (message: string) => void;
    inner: (path: readonly PropertyKey[], message: string) => void;
  },
): Profile | null {
  if (typeof value === 'string') return value === '' ? null : namedProfile(value, shelf, tell.named);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  return checkProfile(value, tell.inner);
}

function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

function resolved(file: EdgeConfigFile, home: string, { byName, ofMachine }: Surroundings): EdgeConfig {
  const dataDir = resolve(home, file.dataDir);
  const machines = file.machines.map((entry, index): Machine => {
    const profile = ofMachine.get(index);
    const parts: Readonly<Record<string, unknown>> = entry;
    const protocol = Object.keys(protocols).find((name) => parts[name] !== undefined);
    if (profile === undefined || protocol === undefined)
      throw new Error('BUG: a machine passed without its parts');
    const { id, name, sharing } = entry;
    return { id, name, profile, protocol, endpoint: absoluteFiles(parts[protocol], home), dataDir, sharing };
  });
  const { password: _, ...open } = file.broker;
  const hash = createHash('sha256')
    .update(JSON.stringify({ ...file, broker: open, profiles: [...byName] }))
    .digest('hex')
    .slice(0, 16);
  return {
    ...file,
    broker: absoluteBroker(file, home),
    primaryHost: file.primaryHost ?? null,
    enrolment: file.enrolment ?? null,
    dataDir,
    http: absoluteHttp(file, home),
    consent: file.consent ?? null,
    machines,
    profileFiles: [...byName.keys()].map((name) => profileFile(name, home)),
    hash,
  };
}

function absoluteHttp({ http }: EdgeConfigFile, home: string): HttpSettings | null {
  if (http === undefined) return null;
  const { host, port, pinFile } = http;
  return { host, port, pinFile: pinFile === undefined ? null : resolve(home, pinFile) };
}

/** The entries of an endpoint that name files: `file`, `passwordFile` and the like. */
function filesOf(endpoint: unknown): readonly (readonly [key: string, file: string])[] {
  if (typeof endpoint !== 'object' || endpoint === null) return [];
  return Object.entries(endpoint).flatMap(([key, file]: [string, unknown]) =>
    /^file$|File$/.test(key) && typeof file === 'string' ? [[key, file] as const] : [],
  );
}

function absoluteFiles(endpoint: unknown, home: string): unknown {
  if (typeof endpoint !== 'object' || endpoint === null) return endpoint;
  const files = filesOf(endpoint).map(([key, file]) => [key, resolve(home, file)] as const);
  return { ...endpoint, ...Object.fromEntries(files) };
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
