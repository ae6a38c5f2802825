// What can be proved of docker-compose.yml without a container engine: it refers to nothing that is not there, its
// configuration files are valid, and Mosquitto's files are the ones that the access rules generate.
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, loadConfig } from '@nakamawashi/runtime';
import { DCLinter } from 'dclint';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { mosquittoFiles } from '../cloud-aggregator/src/broker/mosquittoConfig.ts';
import { loadAll } from '../cloud-aggregator/src/config.ts';
import { fieldNames, type Measurement, measurements } from '../cloud-aggregator/src/store/points.ts';
import { loadEdgeConfig } from '../edge-agent/src/config.ts';
import { readSimulation } from '../packages/simulators/src/startSimulation.ts';

const root = join(import.meta.dirname, '..');
const inCompose = (file: string): string => join(root, 'config/compose', file);

const serviceSchema = z.object({
  /** Absent where the service takes it from the shared part. */
  image: z.string().optional(),
  command: z.array(z.string()).optional(),
  volumes: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  network_mode: z.string().optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
});
const composeSchema = z.looseObject({
  services: z.record(z.string(), serviceSchema),
  volumes: z.record(z.string(), z.null()),
});
const compose = loadConfig(join(root, 'docker-compose.yml'), composeSchema);
const services = Object.entries(compose.services);

interface Linted {
  readonly messages: readonly { readonly rule: string; readonly message: string }[];
}
interface Dashboard {
  readonly panels: readonly { readonly targets: readonly { readonly query: string }[] }[];
}

describe('docker-compose.yml', () => {
  it('keeps to the published schema of such files', () => {
    const linter = new DCLinter({ rules: {}, quiet: true, debug: false, exclude: [] });
    const found: readonly Linted[] = linter.lintFiles([join(root, 'docker-compose.yml')], false);
    const faults = found.flatMap(({ messages }) => messages.filter(({ rule }) => rule === 'invalid-schema'));
    expect(found).toHaveLength(1);
    expect(faults.map(({ message }) => message)).toEqual([]);
  });

  it('mounts only volumes that are declared and files that exist', () => {
    const sources = services.flatMap(([, { volumes }]) => volumes.map((mount) => mount.split(':')[0] ?? ''));
    const missing = sources.filter((source) =>
      source.startsWith('.') ? !existsSync(join(root, source)) : !(source in compose.volumes),
    );
    expect(missing).toEqual([]);
    expect(Object.keys(compose.volumes).filter((volume) => !sources.includes(volume))).toEqual([]);
  });

  it('starts only programs and configurations that exist', () => {
    const files = services.flatMap(([, { command }]) =>
      (command ?? []).filter((word) => /\.(ts|yaml)$/.test(word)),
    );
    expect(files.length).toBe(6);
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });

  it('waits only for services that exist, and publishes ports on the loopback alone', () => {
    for (const [name, { depends_on, network_mode, ports }] of services) {
      const others = [
        ...Object.keys(depends_on),
        ...(network_mode?.startsWith('service:') ? [network_mode.slice(8)] : []),
      ];
      expect(
        others.filter((other) => !(other in compose.services)),
        name,
      ).toEqual([]);
      expect(
        ports.filter((port) => !port.startsWith('127.0.0.1:')),
        name,
      ).toEqual([]);
    }
  });

  it('gives each service its own password and no other', () => {
    const secrets = services
      .filter(([name]) => name !== 'accounts')
      .flatMap(([name, { volumes }]) =>
        volumes.filter((mount) => mount.includes(':/secrets')).map((mount) => [name, mount]),
      );
    expect(secrets).toEqual([
      ['aggregator', 'aggregator-secret:/secrets:ro'],
      ['edge-agent', 'edge-secret:/secrets:ro'],
    ]);
    const holders = (volume: string): readonly string[] =>
      services
        .filter(([, each]) => each.volumes.some((mount) => mount.startsWith(`${volume}:`)))
        .map(([name]) => name);
    expect(holders('aggregator-token')).toEqual(['accounts', 'aggregator', 'influxdb']);
    expect(holders('grafana-token')).toEqual(['accounts', 'influxdb', 'grafana']);
    expect(holders('influxdb-secret')).toEqual(['accounts', 'influxdb']);
  });

  it('makes two buckets, and tokens that may do no more than their holders need', () => {
    const folder = mkdtempSync(join(tmpdir(), 'compose-'));
    const script = readFileSync(inCompose('influxdb/make-tokens.sh'), 'utf8').replaceAll(
      '/tokens/',
      `${folder}/`,
    );
    for (const name of ['aggregator', 'grafana']) mkdirSync(join(folder, name));
    // Answers as the real client does: fields divided by tabs, and notes every call.
    writeFileSync(
      join(folder, 'influx'),
      `#!/bin/sh\necho "$@" >> ${folder}/calls\ncase "$1 $2" in\n` +
        `"bucket list") printf '0b\\tnakamawashi-records\\tinfinite\\n' ;;\n` +
        `"auth create") printf "id\\t$6\\tsecret-of-$6\\tadmin\\t01\\t[]\\n" ;;\nesac\n`,
      { mode: 0o755 },
    );
    const environment = { ORG: 'ota', BUCKET: 'nakamawashi', BUCKET_ID: '0a' };
    const named = Object.entries(environment).map(([name, value]) => [`DOCKER_INFLUXDB_INIT_${name}`, value]);
    execFileSync('/bin/sh', ['-c', script], {
      env: { ...Object.fromEntries(named), PATH: `${folder}:${process.env['PATH']}` },
    });
    expect(readFileSync(join(folder, 'aggregator/token'), 'utf8')).toBe('secret-of-aggregator\n');
    expect(readFileSync(join(folder, 'grafana/token'), 'utf8')).toBe('secret-of-grafana\n');
    const calls = readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');
    expect(calls.at(-1)).toContain('--description grafana');
    expect(calls.at(-1)).not.toContain('--write');
    expect(calls.join('\n')).not.toContain('all-access');
    rmSync(folder, { recursive: true });
  });

  it('gives Grafana dashboards that ask only for what the store writes', () => {
    const files = readdirSync(inCompose('grafana/dashboards'));
    expect(files).toEqual(['coverage.json', 'fleet-health.json', 'utilisation.json']);
    const queries = files.flatMap((file) => {
      const { panels } = JSON.parse(
        readFileSync(inCompose(`grafana/dashboards/${file}`), 'utf8'),
      ) as Dashboard;
      return panels.flatMap(({ targets }) => targets.map(({ query }) => query));
    });
    expect(queries.length).toBeGreaterThan(8);
    for (const query of queries) {
      const measurement = /_measurement == "(\w+)"/.exec(query)?.[1] ?? '';
      expect(Object.keys(measurements), query).toContain(measurement);
      const known: readonly string[] = fieldNames(measurement as Measurement);
      const [, pattern] = /_field =~ \/\^\(([^)]+)\)/.exec(query) ?? [];
      const suffix = /_field =~ \/\^\([^)]+\)(\w*)\$/.exec(query)?.[1] ?? '';
      const asked = [
        ...[...query.matchAll(/_field == "(\w+)"/g)].map(([, name = '']) => name),
        ...(pattern?.split('|') ?? []).map((name) => `${name}${suffix}`),
      ];
      expect(asked.length, query).toBeGreaterThan(0);
      expect(
        asked.filter((name) => !known.includes(name)),
        query,
      ).toEqual([]);
    }
  });

  it('has a valid aggregator, directory and set of machines', () => {
    const { config, first: directory } = loadAll(inCompose('cloud-aggregator.yaml'));
    expect(config.host).toBe('ota-board');
    expect([...directory.workshops.keys()]).toEqual(['kamata-seimitsu']);
    expect(readSimulation(inCompose('simulators.yaml')).content.servers).toHaveLength(2);
  });

  it('has an edge agent that lacks nothing but the password made at the first start', () => {
    const faults: string[] = [];
    try {
      loadEdgeConfig(inCompose('edge-agent.yaml'));
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      faults.push(...error.faults.map(({ path }) => path));
    }
    expect(faults).toEqual(['broker.passwordFile']);
  });

  it('carries the Mosquitto files that the access rules make', () => {
    const { consortium, host } = loadAll(inCompose('cloud-aggregator.yaml')).config;
    const folder = '/mosquitto/config';
    const made = mosquittoFiles({ consortium, host, port: 1883, tls: null, maxPacketBytes: 262_144, folder });
    expect(readFileSync(inCompose('mosquitto/mosquitto.conf'), 'utf8')).toBe(made.conf);
    expect(readFileSync(inCompose('mosquitto/acl'), 'utf8')).toBe(made.acl);
  });
});
