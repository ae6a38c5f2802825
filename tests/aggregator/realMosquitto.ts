// A real Mosquitto with the files that `broker-config mosquitto` writes, on a free port, and accounts that all have the
// password `secret`; it can be killed and started again.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { connectMqtt } from '@nakamawashi/runtime';
import { vi } from 'vitest';
import { mosquittoFiles } from '../../cloud-aggregator/src/broker/mosquittoConfig.ts';
import { freePorts } from '../../packages/simulators/src/freePorts.ts';
import { present } from '../realServers.ts';

export interface RealMosquitto {
  readonly port: number;
  /** The `broker` section of an aggregator's file. */
  readonly section: string;
  start(): Promise<void>;
  kill(): Promise<void>;
  /** Kills it and removes its folder. */
  remove(): Promise<void>;
}

export async function startMosquitto(binary: string, accounts: readonly string[]): Promise<RealMosquitto> {
  const folder = mkdtempSync(join(tmpdir(), 'mosquitto-'));
  const [port = 0] = await freePorts(1);
  const scope = { consortium: 'ota', host: 'ota-board' };
  const { conf, acl } = mosquittoFiles({ ...scope, port, tls: null, maxPacketBytes: 262_144, folder });
  // Started by an administrator it would become another user, who may not read this folder.
  writeFileSync(join(folder, 'mosquitto.conf'), `user ${userInfo().username}\n${conf}`);
  writeFileSync(join(folder, 'acl'), acl);
  writeFileSync(join(folder, 'passwords'), accounts.map((name) => `${name}:secret\n`).join(''));
  execFileSync(present('mosquitto_passwd') ?? '', ['-U', join(folder, 'passwords')]);
  let broker: ChildProcess | null = null;
  const signIn = { username: scope.host, password: 'secret', clientId: 'test-is-it-up' };
  const start = async (): Promise<void> => {
    broker = spawn(binary, ['-c', join(folder, 'mosquitto.conf')], { stdio: 'ignore' });
    const isUp = async (): Promise<void> => {
      const url = `mqtt://127.0.0.1:${port}`;
      await (await connectMqtt({ url, ...signIn, onMessage: () => undefined })).end();
    };
    await vi.waitFor(isUp, { timeout: 20_000, interval: 50 });
  };
  const kill = async (): Promise<void> => {
    const gone = new Promise((resolve) => broker?.once('exit', resolve));
    broker?.kill('SIGKILL');
    await gone;
  };
  await start();
  return {
    port,
    section: `external: { url: "mqtt://127.0.0.1:${port}", username: ota-board, password: secret }`,
    start,
    kill,
    remove: async () => {
      await kill();
      rmSync(folder, { recursive: true });
    },
  };
}
