// Gathers what somebody needs who helps on the telephone: settings, health, the last lines of the log, the state of the
// disk. Whatever cannot be had is said to be missing and keeps nothing else back.
import { readdirSync, readFileSync, statfsSync, statSync } from 'node:fs';
import { arch, freemem, hostname, release, totalmem, uptime } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { ConfigError, loadConfig, messageOf, readRecentLog } from '@nakamawashi/runtime';
import { z } from 'zod';
import { agentVersion } from '../agentNow.ts';
import { type EdgeConfig, loadEdgeConfig } from '../config.ts';
import { listCertificates, pkiFolder, trustText } from '../drivers/opcua/trust.ts';
import type { HttpSettings } from '../localPage/httpSettings.ts';
import { openSettings } from './openSettings.ts';
import { type SupportPart, supportText } from './supportText.ts';

/** Name of the log's last lines in the data folder. */
export const recentLogName = 'recent.log';

const mostLogLines = 400;
const askMs = 3_000;

/** The text for a support call about the agent of this configuration file, at `at`. */
export async function supportBundle(file: string, at: Date): Promise<string> {
  const machine = [about(at)];
  try {
    const config = loadEdgeConfig(file);
    const parts = [
      ...machine,
      part('configuration', () => lines(openSettings(config))),
      await healthPart(config),
      ...dataParts(config.dataDir),
    ];
    return supportText(parts, secretsOf(config));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    // What was found is not repeated: it may be a password in the wrong place.
    const faults = error.faults.map(({ path, line, expected }) => `${path}, line ${line}: ${expected}`);
    const parts = [...machine, { title: 'configuration: cannot be used', lines: faults }];
    // The agent may well run on with what it read before: how it is, is wanted now more than ever.
    const rest = roughly(file);
    if (rest === null) return supportText(parts, []);
    const { dataDir, http } = rest;
    if (http !== null) parts.push(await healthPart({ http }));
    return supportText([...parts, ...dataParts(dataDir)], rest.secrets);
  }
}

function dataParts(dataDir: string): readonly SupportPart[] {
  return [
    part('disk', () => diskLines(dataDir)),
    part('certificates', () => certificateLines(dataDir)),
    part('repairs', () => fileLines(join(dataDir, 'repairs.jsonl'))),
    part('sending', () => fileLines(join(dataDir, 'sending.json'))),
    part('log', () => readRecentLog(join(dataDir, recentLogName), mostLogLines)),
  ];
}

const rough = z.looseObject({
  dataDir: z.string(),
  http: z
    .object({ host: z.string().default('127.0.0.1'), port: z.number() })
    .nullable()
    .catch(null),
});

/** Where a broken file would have its data, and every secret that can be made out in it; null where nothing can. */
function roughly(file: string): {
  readonly dataDir: string;
  readonly http: Pick<HttpSettings, 'host' | 'port'> | null;
  readonly secrets: readonly string[];
} | null {
  try {
    const found = loadConfig(file, rough);
    const home = dirname(resolve(file));
    const { dataDir, http } = found;
    return { dataDir: resolve(home, dataDir), http, secrets: secretValues(absolute(found, home)) };
  } catch {
    return null;
  }
}

/** The same with every path of a file made absolute. */
function absolute(value: unknown, home: string): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, each]: [string, unknown]) => {
    const isFile = typeof each === 'string' && /File$/.test(key);
    return [key, isFile ? resolve(home, each) : absolute(each, home)];
  });
  return Object.fromEntries(entries);
}

function about(at: Date): SupportPart {
  const mb = (bytes: number): string => `${Math.round(bytes / 1_048_576)} MB`;
  return {
    title: 'box',
    lines: [
      `made ${at.toISOString()}`,
      `agent ${agentVersion}, node ${process.version}, ${process.platform} ${arch()} ${release()}`,
      `host ${hostname()}, up ${Math.round(uptime() / 60)} min, memory ${mb(freemem())} free of ${mb(totalmem())}`,
    ],
  };
}

function part(title: string, read: () => readonly string[]): SupportPart {
  try {
    return { title, lines: read() };
  } catch (error) {
    return { title, lines: [`cannot be read: ${messageOf(error)}`] };
  }
}

async function healthPart({
  http,
}: {
  readonly http: Pick<HttpSettings, 'host' | 'port'> | null;
}): Promise<SupportPart> {
  const title = 'health';
  if (http === null)
    return { title, lines: ['the configuration has no `http`, so the agent cannot be asked'] };
  const host = http.host === '0.0.0.0' || http.host === '::' ? '127.0.0.1' : http.host;
  try {
    const url = `http://${host.includes(':') ? `[${host}]` : host}:${http.port}/health`;
    const answer = await fetch(url, { signal: AbortSignal.timeout(askMs) });
    return { title, lines: (await answer.text()).split('\n') };
  } catch (error) {
    return {
      title,
      lines: [`the agent does not answer on port ${http.port}: is it running? (${String(error)})`],
    };
  }
}

function diskLines(dataDir: string): readonly string[] {
  const { bavail, bsize, blocks } = statfsSync(dataDir);
  const mb = (count: number): number => Math.round((count * bsize) / 1_048_576);
  const files = readdirSync(dataDir).map((name) => `${statSync(join(dataDir, name)).size} bytes  ${name}`);
  return [`${mb(bavail)} MB free of ${mb(blocks)} MB`, ...files];
}

function certificateLines(dataDir: string): readonly string[] {
  const pki = pkiFolder(dataDir);
  return trustText(listCertificates(pki), pki).split('\n');
}

function fileLines(file: string): readonly string[] {
  return statSync(file, { throwIfNoEntry: false }) === undefined
    ? ['none']
    : readFileSync(file, 'utf8').trimEnd().split('\n');
}

function lines(value: unknown): readonly string[] {
  return JSON.stringify(value, null, 2).split('\n');
}

/** Everything secret that the configuration holds or points to, and who agreed or signs in. */
function secretsOf(config: EdgeConfig): readonly string[] {
  const { broker, consent, http } = config;
  const endpoints = config.machines.map(({ endpoint }) => endpoint);
  // The user at the broker is the workshop's id, which stands everywhere.
  return secretValues([{ ...broker, username: undefined }, http, endpoints, consent]);
}

function secretValues(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]: [string, unknown]) => {
    if (typeof each !== 'string') return secretValues(each);
    if (/password$|secret|token|username|^person$/i.test(key)) return [each];
    if (key === 'url') return userIn(each);
    if (/(password|pin|key)File$/i.test(key)) return secretLines(each);
    return [];
  });
}

/** The user and the password that may stand in an address. */
function userIn(url: string): readonly string[] {
  const user = /\/\/([^/@]*)@/.exec(url)?.[1] ?? '';
  return user.split(':').flatMap((each) => [each, safelyDecoded(each)]);
}

function safelyDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A password file may end in a line break, and a key is many lines. */
function secretLines(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line.length > 0 && !line.startsWith('-----'));
  } catch {
    return [];
  }
}
