// The two kinds of brokers with certificates of one consortium's own authority, as the configuration makes them; and
// certificates that are good, expired, revoked, a server's, or of another authority.
import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { codeKeys, connectMqtt, requestProof, systemClock } from '@nakamawashi/runtime';
import { vi } from 'vitest';
import { openAccounts } from '../../cloud-aggregator/src/broker/accounts.ts';
import { openEmbeddedBroker } from '../../cloud-aggregator/src/broker/embeddedBroker.ts';
import { type AggregatorConfig, loadAll } from '../../cloud-aggregator/src/config.ts';
import { openRecords } from '../../cloud-aggregator/src/directory/records.ts';
import { publicKeyOf, spanOfDays } from '../../cloud-aggregator/src/enrolment/authority.ts';
import { theAuthority } from '../../cloud-aggregator/src/enrolment/authorityFiles.ts';
import { openCertificateBook } from '../../cloud-aggregator/src/enrolment/certificateBook.ts';
import {
  authorityOf,
  enrolmentOf,
  makeServerFiles,
} from '../../cloud-aggregator/src/enrolment/enrolmentOf.ts';
import { writeMosquitto } from '../../cloud-aggregator/src/enrolment/mosquittoFolder.ts';
import { signingRequest } from '../../edge-agent/src/enrolment/signingRequest.ts';
import { freePorts } from '../../packages/simulators/src/freePorts.ts';
import { writeConfig } from '../aggregator/testEdge.ts';

/** Files by which a client signs in. */
export interface Files {
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
}

/** A broker under test. */
export interface TestBroker {
  readonly url: string;
  /** Topics and texts that reached the host. */
  readonly heard: string[];
  /** Everything that was refused so far, a line each. */
  refusals(): readonly string[];
  stop(): Promise<void>;
}

export type Pki = Awaited<ReturnType<typeof openPki>>;

/** The authority and the records of the consortium in a configuration file, with ways to sign in of every kind. */
export async function openPki(file: string) {
  const loaded = loadAll(file);
  const { config } = loaded;
  const folder = mkdtempSync(join(tmpdir(), 'clients-'));
  const at = Date.now();
  const records = openRecords(config.dataDir, loaded.first, at);
  const certificates = openCertificateBook(records.database);
  const enrolment = enrolmentOf(config, { ...records, certificates, clock: systemClock });
  if (enrolment === null) throw new Error('a configuration with `enrolment` is needed');
  const authority = await authorityOf(config, at);
  const stranger = await theAuthority({ consortium: 'ota', dataDir: join(folder, 'stranger') }, at);
  const caFile = join(config.dataDir, 'authority/ca.pem');
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = publicKeyOf(new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })));
  const keep = (name: string, certificate: string, pem: string): Files => {
    const [certFile, keyFile] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)];
    writeFileSync(certFile, certificate);
    writeFileSync(keyFile, pem);
    return { caFile, certFile, keyFile };
  };
  const shared = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const oneDay = spanOfDays(1, at);
  return {
    config,
    certificates,
    enrolment,
    /** Of a workshop that has enrolled in the ordinary way. */
    enrolled: async (workshop: string): Promise<Files> => {
      const own = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
      const keys = await codeKeys((await enrolment.offer(workshop, 'test')).code);
      const request = signingRequest(own);
      const { answer } = await enrolment.join({
        name: keys.name,
        request,
        proof: requestProof(keys, request),
      });
      const { certificate } = JSON.parse(answer) as { certificate: string };
      return keep(workshop, certificate, own.export({ type: 'pkcs8', format: 'pem' }).toString());
    },
    expired: async () =>
      keep('expired', await authority.issueClient('kamata', key, spanOfDays(1, at - 2 * 86_400_000)), shared),
    ofStranger: async () => keep('stranger', await stranger.issueClient('kamata', key, oneDay), shared),
    /** One for servers alone, whose name is a workshop's. */
    ofServer: async () => keep('server', await authority.issueServer(['kamata'], key, oneDay), shared),
    serialOf: ({ certFile }: Files): string => new X509Certificate(readFileSync(certFile)).serialNumber,
    close: (): void => {
      records.database.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** An aggregator's file for a broker at `port`. */
export function writeBrokerConfig(
  kind: 'embedded' | 'mosquitto',
  port: number,
): { folder: string; file: string } {
  const section =
    kind === 'embedded'
      ? `embedded: { port: ${port}, accounts: ./accounts.yaml, tls: { own: true, names: [127.0.0.1] } }`
      : `external: { url: "mqtts://127.0.0.1:${port}" }`;
  const written = writeConfig(section);
  const enrolment = `{ broker: "mqtts://127.0.0.1:${port}", mosquittoPidFile: ./mosquitto.pid }`;
  const text = readFileSync(written.file, 'utf8');
  const list = kind === 'mosquitto' ? enrolment : enrolment.replace(/, mosquittoPidFile.*\}/, ' }');
  writeFileSync(written.file, `${text}enrolment: ${list}\n`);
  return written;
}

export async function startEmbedded({ config, certificates }: Pki): Promise<TestBroker> {
  if (!('embedded' in config.broker)) throw new Error('an embedded broker is needed');
  const { embedded } = config.broker;
  await makeServerFiles(config, embedded.tls, Date.now());
  const refusals: string[] = [];
  const heard: string[] = [];
  const broker = await openEmbeddedBroker({
    config: embedded,
    scope: scopeOf(config),
    accounts: openAccounts(embedded.accounts),
    certificateFault: ({ serialNumber }) => (certificates.isRevoked(serialNumber) ? 'revoked' : null),
    onRefused: ({ what, source, detail }) => refusals.push(`${what} ${source} ${detail}`),
    onError: () => undefined,
  });
  broker.read((topic, payload) => heard.push(`${topic} ${Buffer.from(payload)}`));
  const { port } = await broker.listen();
  return { url: `mqtts://127.0.0.1:${port}`, heard, refusals: () => refusals, stop: () => broker.close() };
}

export async function startMosquitto(binary: string, file: string, port: number): Promise<TestBroker> {
  const home = mkdtempSync(join(tmpdir(), 'mosquitto-'));
  await writeMosquitto(file, home);
  const conf = join(home, 'mosquitto.conf');
  // Started by an administrator it would become another user, who may not read this folder. Denied publishes are in its
  // log at the level of debugging alone; denied Wills and subscriptions at none.
  writeFileSync(conf, `user ${userInfo().username}\n${readFileSync(conf, 'utf8')}log_type debug\n`);
  const broker: ChildProcess = spawn(binary, ['-c', conf], { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  broker.stderr?.on('data', (chunk) => {
    log += chunk;
  });
  const url = `mqtts://127.0.0.1:${port}`;
  const heard: string[] = [];
  const tls = { caFile: 'ca.pem', certFile: 'host.pem', keyFile: 'host.key' };
  const files = Object.fromEntries(Object.entries(tls).map(([key, name]) => [key, join(home, name)]));
  const host = await vi.waitFor(
    () =>
      connectMqtt({
        url,
        clientId: 'host',
        tls: files,
        onMessage: (topic, payload) => heard.push(`${topic} ${Buffer.from(payload)}`),
      }),
    { timeout: 20_000, interval: 100 },
  );
  await host.subscribe([{ topic: 'spBv1.0/ota/#', qos: 1 }]);
  return {
    url,
    heard,
    refusals: () =>
      log
        .split('\n')
        .filter((line) => /(did not return a|verify) certificate|certificate verify|Denied/.test(line)),
    stop: async () => {
      const gone = new Promise((resolve) => broker.once('exit', resolve));
      broker.kill('SIGTERM');
      await gone;
      rmSync(home, { recursive: true });
    },
  };
}

function scopeOf({ consortium, host }: AggregatorConfig): { consortium: string; host: string } {
  return { consortium, host };
}

/** A free port for a broker that is configured before it listens. */
export async function freePort(): Promise<number> {
  const [port = 0] = await freePorts(1);
  return port;
}
