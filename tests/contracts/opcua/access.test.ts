// Who may talk to whom: no server is trusted before a person accepts its certificate, and none after it was revoked;
// users sign in by name and password; and a server's limits are kept to, however many items there are.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Profile, Reading } from '@nakamawashi/machine-model';
import { systemClock } from '@nakamawashi/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadProfile } from '../../../edge-agent/src/config.ts';
import { openDrivers } from '../../../edge-agent/src/drivers/index.ts';
import {
  acceptCertificate,
  listCertificates,
  revokeCertificate,
} from '../../../edge-agent/src/drivers/opcua/trust.ts';
import { startFaultyServer } from '../../../packages/simulators/src/faultyOpcuaServer.ts';
import { startOpcuaServer } from '../../../packages/simulators/src/opcuaServer.ts';

const profile = loadProfile(join(import.meta.dirname, '../../../config/profiles/opcua-plain-cnc.yaml'));
const ids = profile.items.map(({ id }) => id);

let folder: string;
const closing: (() => Promise<unknown>)[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'opcua-access-'));
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  rmSync(folder, { recursive: true });
});

/** The first good value of each item, as the driver gives it. Throws what the driver throws. */
async function readOnce(endpoint: object, wanted: Profile = profile): Promise<Map<string, Reading>> {
  const driver = await openDrivers()('opcua');
  const stop = new AbortController();
  const machine = { id: 'mc-1', profile: wanted, endpoint, dataDir: join(folder, 'edge') };
  const latest = new Map<string, Reading>();
  for await (const readings of driver(machine, systemClock, stop.signal)) {
    for (const reading of readings) latest.set(reading.item, reading);
    if (wanted.items.every(({ id }) => latest.has(id))) break;
  }
  return latest;
}

const good = (latest: Map<string, Reading>): readonly string[] =>
  ids.filter((id) => latest.get(id)?.quality === 'good');

describe('the trust in a server', { timeout: 60_000 }, () => {
  it("begins with a person's word and ends with it", async () => {
    const server = await startOpcuaServer({
      port: 0,
      pkiDir: join(folder, 'server'),
      machines: [
        {
          kind: 'opcua-plain-cnc',
          name: 'mc-1',
          script: { kind: 'pattern', epoch: 0, steps: [['production', 3_600_000]] },
        },
      ],
      clock: systemClock,
    });
    closing.push(() => server.stop());
    // Nothing says how the connection is protected: signed and encrypted it is.
    const endpoint = { url: server.url, machine: 'mc-1' };
    const pki = join(folder, 'edge', 'pki');
    await expect(readOnce(endpoint)).rejects.toThrow(/edge trust/);
    const [shown, ...others] = listCertificates(pki);
    expect([shown?.isTrusted, others]).toEqual([false, []]);
    expect(shown?.names).toContain('urn:nakamawashi:simulator');
    const fingerprint = shown?.fingerprint ?? '';
    expect(() => acceptCertificate(pki, '0'.repeat(40))).toThrow('there is no certificate');
    expect(() => acceptCertificate(pki, fingerprint.slice(0, 8))).toThrow('at least 16');
    expect(acceptCertificate(pki, fingerprint.match(/../g)?.join(':') ?? '').isTrusted).toBe(true);
    expect(() => acceptCertificate(pki, fingerprint)).toThrow('is trusted already');
    expect(good(await readOnce(endpoint))).toEqual(ids);
    revokeCertificate(pki, shown?.sha256 ?? '');
    await expect(readOnce(endpoint)).rejects.toThrow(/edge trust/);
  });

  it('is not shaken by files that are no certificates', () => {
    const rejected = join(folder, 'pki', 'rejected');
    mkdirSync(rejected, { recursive: true });
    writeFileSync(join(rejected, 'nonsense.pem'), 'nonsense');
    expect(listCertificates(join(folder, 'pki'))).toEqual([]);
    expect(listCertificates(join(folder, 'nowhere'))).toEqual([]);
  });
});

describe('a user', { timeout: 60_000 }, () => {
  it('signs in with the password of a file, and a wrong one is told as such', async () => {
    const server = await startFaultyServer({ pkiDir: join(folder, 'server'), user: ['reader', 'himitsu'] });
    closing.push(() => server.stop());
    const passwordFile = join(folder, 'password');
    const endpoint = { url: server.url, machine: 'mc-1', security: 'none', username: 'reader', passwordFile };
    writeFileSync(passwordFile, 'himitsu\n');
    expect(good(await readOnce(endpoint))).toEqual(ids);
    writeFileSync(passwordFile, 'wrong\n');
    await expect(readOnce(endpoint)).rejects.toThrow(/refuses the user/);
    await expect(readOnce({ url: server.url, machine: 'mc-1', security: 'none' })).rejects.toThrow(
      /refuses the user/,
    );
  });
});

describe("a server's limits", { timeout: 60_000 }, () => {
  it('of two nodes a call do not keep anybody from reading sixty items', async () => {
    const server = await startFaultyServer({ pkiDir: join(folder, 'server'), limit: 2 });
    closing.push(() => server.stop());
    const [first] = profile.items;
    if (first === undefined) throw new Error('a profile without items');
    const items = [...Array(60).keys()].map((index) => ({ ...first, id: `item${index}` }));
    const latest = await readOnce(
      { url: server.url, machine: 'mc-1', security: 'none' },
      { ...profile, items },
    );
    expect([...latest.values()].filter(({ value }) => value === 'ACTIVE')).toHaveLength(60);
    expect(server.largestCall()).toBe(2);
  });
});
