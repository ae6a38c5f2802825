// The aggregator's configuration file, checked as a whole: paths are relative to the file, and every fault of it,
// of the directory, of the calendars and of the accounts is named at once (architecture, promise 6).
import { dirname, join, resolve } from 'node:path';
import {
  ConfigError,
  type Fault,
  identifier,
  loadConfig,
  type MqttEndpoint,
  messageOf,
  mqttEndpointSchema,
} from '@nakamawashi/runtime';
import { z } from 'zod';
import { readCertificate } from './api/certificate.ts';
import { readAccounts } from './broker/accounts.ts';
import { capacitySettingsSchema } from './capacity/capacitySettings.ts';
import type { Directory } from './directory/directory.ts';
import { loadDirectory } from './directory/directoryFolder.ts';
import { authorityFolder } from './enrolment/authorityFiles.ts';
import {
  type EnrolmentSettings,
  enrolmentShape,
  type OwnTls,
  ownTlsShape,
} from './enrolment/enrolmentSettings.ts';
import { exportSettingsSchema } from './exports/exportSettings.ts';
import { loadKpiSets } from './exports/kpi/kpiFolder.ts';
import { type HttpConfig, httpSchema, path, port, type ServerTls } from './httpConfig.ts';
import { storeSchema, withPaths } from './store/storeSettings.ts';

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
/** The broker that runs inside the aggregator. */
export type EmbeddedBrokerConfig = Omit<z.infer<typeof embeddedSchema>, 'tls'> & {
  readonly tls?: ServerTls | undefined;
};

/** The checks for the file; editors get their JSON schema from it. */
export const aggregatorConfigShape = z.strictObject({
  consortium: identifier,
  host: identifier,
  dataDir: path,
  broker: z.union([
    z.strictObject({ embedded: embeddedSchema }),
    z.strictObject({ external: mqttEndpointSchema }),
  ]),
  store: storeSchema,
  directory: path.optional(),
  calendars: path.optional(),
  timeZone: z
    .string()
    .refine(isTimeZone, 'an IANA time zone such as Asia/Tokyo is needed')
    .default('Asia/Tokyo'),
  /** Thresholds of spare capacity; each has its default. */
  capacity: capacitySettingsSchema.prefault({}),
  /** The months' files: the plans' key figures, and the business days of the next month that count. */
  exports: exportSettingsSchema.prefault({}),
  http: httpSchema.prefault({}),
  enrolment: enrolmentShape.optional(),
  /** The address of a Grafana over the same store, which the page of data health links to. */
  grafana: z
    .url({ protocol: /^https?$/, error: 'an address such as https://grafana.example is needed' })
    .optional(),
});
type Written = z.infer<typeof aggregatorConfigShape>;
/** The file as it is written, with its paths made absolute. */
export type AggregatorConfig = Omit<Written, 'broker' | 'http' | 'enrolment'> & {
  readonly broker: { readonly embedded: EmbeddedBrokerConfig } | { readonly external: MqttEndpoint };
  readonly http: HttpConfig;
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
    store: withPaths(config.store, absolute),
    exports: absoluteFolder(config.exports),
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

  function absoluteFolder({ kpi, ...others }: Written['exports']): Written['exports'] {
    return kpi === undefined ? others : { ...others, kpi: absolute(kpi) };
  }

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
  attempt(() => loadKpiSets(config.exports.kpi));
  if ('embedded' in config.broker) {
    const { accounts } = config.broker.embedded;
    attempt(() => readAccounts(accounts));
  }
  const { tls } = config.http;
  // What the aggregator makes itself need not be there yet.
  if (tls !== undefined && tls.names === undefined) {
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

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
