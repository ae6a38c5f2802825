// The aggregator's configuration file, checked as a whole: paths are relative to the file, and every fault of it,
// of the directory, of the calendars and of the accounts is named at once (architecture, promise 6).
import { dirname, resolve } from 'node:path';
import { ConfigError, type Fault, identifier, loadConfig, mqttEndpointSchema } from '@nakamawashi/runtime';
import { z } from 'zod';
import { readCertificate } from './api/certificate.ts';
import { readAccounts } from './broker/accounts.ts';
import { capacitySettingsSchema } from './capacity/capacitySettings.ts';
import type { Directory } from './directory/directory.ts';
import { loadDirectory } from './directory/directoryFolder.ts';
import { type HttpConfig, httpSchema, path, port } from './httpConfig.ts';

const embeddedSchema = z.strictObject({
  host: z.string().default('127.0.0.1'),
  port: port.default(1883),
  accounts: path,
  /** With the authority's file, a box may sign in by a certificate that it signed. */
  tls: z.strictObject({ certFile: path, keyFile: path, caFile: path.optional() }).optional(),
  /** The same broker over WebSocket, with TLS where `tls` is given. */
  webSocket: z.strictObject({ port }).optional(),
  maxPacketBytes: z.int().min(1_024).max(16_777_216).default(262_144),
});
/** The broker that runs inside the aggregator. */
export type EmbeddedBrokerConfig = z.infer<typeof embeddedSchema>;

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
  /** Thresholds of spare capacity; each has its default. */
  capacity: capacitySettingsSchema.prefault({}),
  http: httpSchema.prefault({}),
});
/** The file as it is written, with its paths made absolute. */
export type AggregatorConfig = z.infer<typeof aggregatorConfigShape>;

/** Reads the configuration file alone. Throws ConfigError with all its faults. */
export function readConfig(file: string): AggregatorConfig {
  const config = loadConfig<AggregatorConfig>(file, aggregatorConfigShape);
  const home = dirname(resolve(file));
  const absolute = (each: string): string => resolve(home, each);
  return {
    ...config,
    dataDir: absolute(config.dataDir),
    ...(config.directory === undefined ? {} : { directory: absolute(config.directory) }),
    ...(config.calendars === undefined ? {} : { calendars: absolute(config.calendars) }),
    store: { sqlite: { file: absolute(config.store.sqlite.file) } },
    broker:
      'embedded' in config.broker
        ? embeddedPaths(config.broker.embedded)
        : externalPaths(config.broker.external),
    http: httpPaths(config.http),
  };

  function httpPaths(http: HttpConfig): HttpConfig {
    if (http.tls === undefined) return http;
    const { certFile, keyFile } = http.tls;
    return { ...http, tls: { certFile: absolute(certFile), keyFile: absolute(keyFile) } };
  }

  function embeddedPaths(broker: EmbeddedBrokerConfig): { embedded: EmbeddedBrokerConfig } {
    const accounts = absolute(broker.accounts);
    if (broker.tls === undefined) return { embedded: { ...broker, accounts } };
    const { certFile, keyFile, caFile } = broker.tls;
    const tls = {
      certFile: absolute(certFile),
      keyFile: absolute(keyFile),
      ...(caFile === undefined ? {} : { caFile: absolute(caFile) }),
    };
    return { embedded: { ...broker, accounts, tls } };
  }

  type External = z.infer<typeof mqttEndpointSchema>;
  function externalPaths(broker: External): { external: External } {
    const { passwordFile, tls } = broker;
    const files = Object.entries(tls ?? {}).map(([name, each]) => [name, absolute(each ?? '')]);
    return {
      external: {
        ...broker,
        ...(passwordFile === undefined ? {} : { passwordFile: absolute(passwordFile) }),
        ...(tls === undefined ? {} : { tls: Object.fromEntries(files) as External['tls'] }),
      },
    };
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
  const { tls } = config.http;
  if (tls !== undefined) {
    try {
      readCertificate(tls);
    } catch (error) {
      const expected = 'a certificate and its key in two PEM files are needed';
      faults.push({ path: 'http.tls', line: null, found: messageOf(error), expected });
    }
  }
  if (first?.workshops.has(config.host)) {
    const expected = 'a name that no workshop has: both sign in to the broker by it';
    faults.push({ path: 'host', line: null, found: `"${config.host}"`, expected });
  }
  if (faults.length > 0 || first === undefined) throw new ConfigError(file, faults);
  return { config, first };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
