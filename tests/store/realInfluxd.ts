// A real InfluxDB 1.6 on free ports with a folder of its own; it can be killed and started again, and frozen.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { freePorts } from '../../packages/simulators/src/freePorts.ts';

export interface RealInfluxd {
  readonly url: string;
  readonly pid: () => number;
  start(): Promise<void>;
  kill(): Promise<void>;
  /** Stops its clock, as a disk that does not answer would; `thaw` lets it go on. */
  freeze(): void;
  thaw(): void;
  /** Kills it and removes its folder. */
  remove(): Promise<void>;
}

/** A minute. */
const mostTries = 1_200;

export async function startInfluxd(binary: string): Promise<RealInfluxd> {
  const folder = mkdtempSync(join(tmpdir(), 'influxd-'));
  const [httpPort = 0, rpcPort = 0] = await freePorts(2);
  const url = `http://127.0.0.1:${httpPort}`;
  const config = join(folder, 'influxdb.conf');
  writeFileSync(config, configText(folder, httpPort, rpcPort));
  let server: ChildProcess | null = null;
  const start = async (): Promise<void> => {
    server = spawn(binary, ['-config', config], { stdio: 'ignore' });
    const isUp = (): Promise<boolean> =>
      fetch(`${url}/ping`).then(
        ({ ok }) => ok,
        () => false,
      );
    for (let tries = 0; !(await isUp()); tries++) {
      if (tries > mostTries) throw new Error('influxd does not come up');
      await after(50);
    }
  };
  const kill = async (): Promise<void> => {
    if (server === null || server.exitCode !== null || server.signalCode !== null) return;
    const gone = new Promise((resolve) => server?.once('exit', resolve));
    server.kill('SIGKILL');
    await gone;
  };
  await start();
  return {
    url,
    pid: () => server?.pid ?? 0,
    start,
    kill,
    freeze: () => server?.kill('SIGSTOP'),
    thaw: () => server?.kill('SIGCONT'),
    remove: async () => {
      await kill();
      rmSync(folder, { recursive: true });
    },
  };
}

function configText(folder: string, httpPort: number, rpcPort: number): string {
  return `reporting-disabled = true
bind-address = "127.0.0.1:${rpcPort}"
[meta]
dir = "${folder}/meta"
[data]
dir = "${folder}/data"
wal-dir = "${folder}/wal"
query-log-enabled = false
[coordinator]
[monitor]
store-enabled = false
[http]
bind-address = "127.0.0.1:${httpPort}"
log-enabled = false
[logging]
level = "error"
`;
}
