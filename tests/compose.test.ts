// What can be proved of docker-compose.yml without a container engine: it refers to nothing that is not there, its
// configuration files are valid, and Mosquitto's files are the ones that the access rules generate.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, loadConfig } from '@nakamawashi/runtime';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { mosquittoFiles } from '../cloud-aggregator/src/broker/mosquittoConfig.ts';
import { loadAll } from '../cloud-aggregator/src/config.ts';
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

describe('docker-compose.yml', () => {
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
