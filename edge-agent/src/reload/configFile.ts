// The configuration file of a running agent, looked at again and again: a slow look at what the files say is enough,
// and unlike notices of the file system it misses nothing (editors that rename, files mounted from elsewhere).
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type EdgeConfig, loadEdgeConfig } from '../config.ts';
import type { ReadConfig } from './configChange.ts';

/** The file, read as a whole with all it points to. */
export interface ConfigFile {
  /** What it says now. Throws ConfigError with every fault. */
  read(): ReadConfig;
  /** A text that differs when anything that was read last differs on disk now; also for a file that is gone. */
  fingerprint(): string;
}

export function openConfigFile(file: string): ConfigFile {
  let files: readonly string[] = [file];
  return {
    read: () => {
      const config = loadEdgeConfig(file);
      files = [file, ...filesOf(config)];
      return { config, digests: new Map(files.map((each) => [each, digestOf(each)])) };
    },
    fingerprint: () => files.map((each) => `${each} ${digestOf(each)}`).join('\n'),
  };
}

/** Every file that a configuration points to; paths are absolute. */
function filesOf(config: EdgeConfig): readonly string[] {
  const { broker, http, machines, profileFiles } = config;
  const endpoints = machines.map(({ endpoint }) => endpoint);
  return [...new Set([...profileFiles, ...namedIn([broker, http, endpoints])])].sort();
}

/** The values of all entries that name files: `file`, `passwordFile` and the like. */
function namedIn(part: unknown): readonly string[] {
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'string' ? (/^file$|File$/.test(key) ? [value] : []) : namedIn(value),
  );
}

function digestOf(file: string): string {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('base64url');
  } catch {
    return 'not readable';
  }
}
