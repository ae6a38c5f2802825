// The survey of the day of installation, against real servers: machines with the profiles that fit them, nodes ready to
// be copied; and the help that is given when the server is not trusted yet, or not there.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@nakamawashi/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browse } from '../../../edge-agent/src/browse.ts';
import type { EdgeConfig } from '../../../edge-agent/src/config.ts';
import { listCertificates } from '../../../edge-agent/src/drivers/opcua/trust.ts';
import { type RunningOpcuaServer, startOpcuaServer } from '../../../packages/simulators/src/opcuaServer.ts';

const script = { kind: 'pattern', epoch: 0, steps: [['production', 3_600_000]] } as const;

let folder: string;
let server: RunningOpcuaServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'opcua-browse-'));
  server = await startOpcuaServer({
    port: 0,
    pkiDir: join(folder, 'server'),
    machines: [
      { kind: 'opcua-machine-tool', name: 'lathe-1', script },
      { kind: 'opcua-plain-cnc', name: 'lathe-2', script },
    ],
    clock: systemClock,
  });
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

async function told(
  url: string,
  config: EdgeConfig | null,
): Promise<readonly [isDone: boolean, text: string]> {
  let text = '';
  const print = (piece: string): void => {
    text += piece;
  };
  return [await browse(url, config, { clock: systemClock, print }), text];
}

describe('a survey of an OPC UA server', { timeout: 60_000 }, () => {
  it('shows machines, profiles that fit, and nodes to copy', async () => {
    const [isDone, text] = await told(server.url, null);
    expect(isDone).toBe(true);
    expect(text).toContain('offers SignAndEncrypt Basic256Sha256');
    expect(text).toContain('asked here without signature and encryption');
    expect(text).toContain('lathe-1  (Objects/Machines, Nakamawashi simulators, lathe-1)');
    expect(text).toContain('fits opcua-machine-tool');
    expect(text).toContain(`opcua: { url: '${server.url}', machine: "lathe-1", security: none }`);
    expect(text).toContain('fits opcua-plain-cnc: 4 of 4 items');
    expect(text).toContain(
      `Execution = "ACTIVE"  { nodeId: 'nsu=urn:nakamawashi:plain-cnc;s=lathe-2.Execution' }`,
    );
  });

  it('asks protected where a configuration is given, and shows what is to be trusted first', async () => {
    const dataDir = join(folder, 'edge');
    const [isDone, text] = await told(server.url, { dataDir, machines: [] } as unknown as EdgeConfig);
    expect(isDone).toBe(false);
    expect(text).toContain('asked here signed and encrypted');
    const [certificate] = listCertificates(join(dataDir, 'pki'));
    expect(text).toContain(`REJECTED  ${certificate?.fingerprint}`);
  });

  it('says in one line that nobody answers', async () => {
    const [isDone, text] = await told('opc.tcp://127.0.0.1:1', null);
    expect(isDone).toBe(false);
    expect(text).toContain('cannot connect to opc.tcp://127.0.0.1:1');
  });
});
