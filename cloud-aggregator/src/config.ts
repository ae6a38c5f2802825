// The aggregator's configuration file, checked as a whole: paths are relative to the file, and every fault of it,
// of the directory, of the calendars and of the accounts is named at once (architecture, promise 6).
import { dirname, join, resolve } from 'node:path';
import {
  ConfigError,
  type Fault,
  identifier,
  loadConfig,
  type MqttEndpoint,
  mqttEndpointSchema,
} from '@nakamawashi/runtime';
import { z } from 'zod';
import { readAccounts } from './broker/accounts.ts';
import type { Directory } from './directory/directory.ts';
import { loadDirectory } from './directory/directoryFolder.ts';
import { authorityFolder } from './enrolment/authorityFiles.ts';
import {
  type EnrolmentSettings,
  enrolmentShape,
  type OwnTls,
  ownTlsShape,
} from './enrolment/enrolmentSettings.ts';

const port = z
  .int('a port number is needed')
  .min(0, 'a port is 0 to 65535')
  .max(65_535, 'a port is 0 to 65535');
const path = z.string().min(1, 'a path is needed');

const embeddedSchema = z.strictObject({
  host: z.string().default('127.0.0.1'),
  port: port.default(1883),
  accounts: path,
  /** With the authority's file, a box may sign in by a certificate that it signed. */
  tls: z
    .union([z.strictObject({ certFile: path, keyFile: path, caFile: path.optional() }), ownTlsShape])
    .optional(),
  /** The same broker over WebSocket, with TLS where `tls` is given. */
  webSocket: z.strictObject({ port }).optional(),
  maxPacketBytes: z.int().min(1_024).max(16_777_216).default(262_144),
});
/** The files of a server's certificate; with `names` the aggregator makes them itself, for these. */
export interface ServerTls {
  readonly certFile: string;
  readonly keyFile: string;
  readonly caFile?: string | undefined;
  readonly names?: readonly string[];
}
/** The broker that runs inside the aggregator. */
export type EmbeddedBrokerConfig = Omit<z.infer<typeof embeddedSchema>, 'tls'> & {
  readonly tls?: ServerTls | undefined;
};

const httpSchema = z
  .strictObject({
    host: z.string().default('127.0.0.1'),
    port: port.default(8080),
    open: z.boolean().default(false),
    /** HTTPS instead of HTTP. */
    tls: z.union([z.strictObject({ certFile: path, keyFile: path }), ownTlsShape]).optional(),
  })
  .refine(({ host, open }) => open || isLoopback(host), {
    path: ['host'],
    error:
      'whoever reaches this address could read the board without signing in: use 127.0.0.1, or write `open: true` ' +
      'under `http` if the network around it is trusted',
  });

/** The checks for the file; editors get their JSON schema from it. */
export const aggregatorConfigShape = z.strictObject({
  consortium: identifier,
  host: identifier,
  dataDir: path,
  broker: z.union([
    z.strictObject({ embedded: embeddedSchema }),
    z.strictObject({ external: mqttEndpointSchema }),
  ]),
  store: z.strictObject({ sqlite: z.strictObject({ file: path }) }),
  directory: path.optional(),
  calendars: path.optional(),
  timeZone: z
    .string()
    .refine(isTimeZone, 'an IANA time zone such as Asia/Tokyo is needed')
    .default('Asia/Tokyo'),
  http: httpSchema.prefault({}),
  enrolment: enrolmentShape.optional(),
});
type Written = z.infer<typeof aggregatorConfigShape>;
/** The file as it is written, with its paths made absolute. */
export type AggregatorConfig = Omit<Written, 'broker' | 'http' | 'enrolment'> & {
  readonly broker: { readonly embedded: EmbeddedBrokerConfig } | { readonly external: MqttEndpoint };
  readonly http: Omit<Written['http'], 'tls'> & { readonly tls?: ServerTls | undefined };
  /** Null where the aggregator makes no certificates for boxes. */
  readonly enrolment: EnrolmentSettings | null;
};

/** Reads the configuration file alone. Throws ConfigError with all its faults. */
export function readConfig(file: string): AggregatorConfig {
  const config = loadConfig<Written>(file, aggregatorConfigShape);
  const home = dirname(resolve(file));
  const absolute = (each: string): string => resolve(home, each);
  const dataDir = absolute(config.dataDir);
  const { http, broker, enrolment } = config;
  return {
    ...config,
    dataDir,
    ...(config.directory === undefined ? {} : { directory: absolute(config.directory) }),
    ...(config.calendars === undefined ? {} : { calendars: absolute(config.calendars) }),
    store: { sqlite: { file: absolute(config.store.sqlite.file) } },
    http: { ...http, tls: serverTls(http.tls, 'http') },
    enrolment: enrolment === undefined ? null : enrolmentPaths(enrolment),
    broker:
      'embedded' in broker
        ? {
            embedded: {
              ...broker.embedded,
              accounts: absolute(broker.embedded.accounts),
              tls: serverTls(broker.embedded.tls, 'broker'),
            },
          }
        : { external: { ...broker.external, ...endpointPaths(broker.external) } },
  };

  function serverTls(tls: OwnTls | ServerTls | undefined, what: string): ServerTls | undefined {
    if (tls === undefined) return undefined;
    if (!('own' in tls)) return absoluteFiles(tls);
    const made = (name: string): string => join(authorityFolder(dataDir), name);
    const files = { certFile: made(`${what}.pem`), keyFile: made(`${what}.key`), caFile: made('ca.pem') };
    return { ...files, names: tls.names };
  }

  function endpointPaths({ passwordFile, tls }: MqttEndpoint): Pick<MqttEndpoint, 'passwordFile' | 'tls'> {
    return {
      ...(passwordFile === undefined ? {} : { passwordFile: absolute(passwordFile) }),
      ...(tls === undefined ? {} : { tls: absoluteFiles(tls) }),
    };
  }

  function enrolmentPaths(section: NonNullable<Written['enrolment']>): EnrolmentSettings {
    const { passphraseFile, mosquittoPidFile, revokedFile } = section;
    const files = absoluteFiles({ passphraseFile, mosquittoPidFile });
    const usual = join(authorityFolder(dataDir), 'revoked.pem');
    return { ...section, ...files, revokedFile: revokedFile === undefined ? usual : absolute(revokedFile) };
  }

  function absoluteFiles<T extends object>(files: T): T {
    const named = Object.entries(files).filter(([, each]) => typeof each === 'string');
    return Object.fromEntries(named.map(([key, each]) => [key, absolute(String(each))])) as T;
  }
}

/** The configuration with all that it points to. */
export interface LoadedConfig {
  readonly config: AggregatorConfig;
  /** What the folders say: a consortium without records begins with it. */
  readonly first: Directory;
}

/** Reads everything. Throws one ConfigError that names every fault of every file. */
export function loadAll(file: string): LoadedConfig {
  const config = readConfig(file);
  const faults: Fault[] = [];
  const attempt = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      faults.push(...error.faults);
      return undefined;
    }
  };
  const { directory: workshops = null, calendars = null, timeZone } = config;
  const first = attempt(() => loadDirectory(workshops, calendars, timeZone));
  if ('embedded' in config.broker) {
    const { accounts } = config.broker.embedded;
    attempt(() => readAccounts(accounts));
  }
  if (first?.workshops.has(config.host)) {
    const expected = 'a name that no workshop has: both sign in to the broker by it';
    faults.push({ path: 'host', line: null, found: `"${config.host}"`, expected });
  }
  if (faults.length > 0 || first === undefined) throw new ConfigError(file, faults);
  return { config, first };
}

/** Whether an address can be reached from this machine only. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
