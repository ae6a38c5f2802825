// Who may talk to whom: no server is trusted before a person accepts its certificate, and none after it was revoked;
// users sign in by name and password; and a server's limits are kept to, however many items there are.
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
import {
  type FaultyOptions,
  type FaultyServer,
  startFaultyServer,
} from '../../../packages/simulators/src/faultyOpcuaServer.ts';
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

describe('a user with a certificate', { timeout: 60_000 }, () => {
  it('signs in with it, and another one is told as refused', async () => {
    const own = makeCertificate('own');
    const other = makeCertificate('other');
    const { raw } = new X509Certificate(readFileSync(own.userCertificateFile));
    const server = await startFaultyServer({ pkiDir: join(folder, 'server'), userCertificate: raw });
    closing.push(() => server.stop());
    const endpoint = { url: server.url, machine: 'mc-1' };
    await expect(readOnce({ ...endpoint, ...own })).rejects.toThrow(/edge trust/);
    acceptCertificate(join(folder, 'edge', 'pki'), onlyRejected());
    expect(good(await readOnce({ ...endpoint, ...own }))).toEqual(ids);
    await expect(readOnce({ ...endpoint, ...other })).rejects.toThrow(/refuses the user/);
    await expect(readOnce(endpoint)).rejects.toThrow(/refuses the user/);
  });

  function makeCertificate(name: string): { userCertificateFile: string; userKeyFile: string } {
    const userCertificateFile = join(folder, `${name}.pem`);
    const userKeyFile = join(folder, `${name}.key`);
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${name}`].concat([
        '-keyout',
        userKeyFile,
        '-out',
        userCertificateFile,
      ]),
      // The OPC UA library points openssl at a configuration of its own.
      { stdio: 'ignore', env: { PATH: process.env['PATH'] ?? '' } },
    );
    return { userCertificateFile, userKeyFile };
  }
});

const onlyRejected = (): string =>
  listCertificates(join(folder, 'edge', 'pki')).find(({ isTrusted }) => !isTrusted)?.sha256 ?? '';

describe('the security of a connection', { timeout: 120_000 }, () => {
  async function reads(server: Partial<FaultyOptions>, security?: string): Promise<FaultyServer> {
    const running = await startFaultyServer({ pkiDir: join(folder, 'server'), ...server });
    closing.push(() => running.stop());
    const endpoint = { url: running.url, machine: 'mc-1', ...(security === undefined ? {} : { security }) };
    await expect(readOnce(endpoint)).rejects.toThrow(/edge trust/);
    acceptCertificate(join(folder, 'edge', 'pki'), onlyRejected());
    expect(good(await readOnce(endpoint))).toEqual(ids);
    return running;
  }

  it('is the strongest that both sides have', async () => {
    const policies = ['Basic256Sha256', 'Aes128_Sha256_RsaOaep', 'Aes256_Sha256_RsaPss'];
    const server = await reads({ policies });
    expect(server.securityOf()).toEqual(['SignAndEncrypt Aes256_Sha256_RsaPss']);
  });

  it('is signed only where the configuration says so, and never weaker than that', async () => {
    const server = await reads({ onlySigns: true }, 'sign');
    expect(server.securityOf()).toEqual(['Sign Basic256Sha256']);
    const endpoint = { url: server.url, machine: 'mc-1' };
    await expect(readOnce(endpoint)).rejects.toThrow(
      /does not offer sign-and-encrypt.*it offers.*Sign Basic256Sha256/,
    );
  });

  it('ends within seconds when the trust is taken back', async () => {
    const server = await reads({});
    const driver = await openDrivers()('opcua');
    const endpoint = { url: server.url, machine: 'mc-1' };
    const machine = { id: 'mc-1', profile, endpoint, dataDir: join(folder, 'edge') };
    const batches = driver(machine, systemClock, new AbortController().signal);
    const until = async (): Promise<void> => {
      let count = 0;
      for await (const _ of batches) {
        count += 1;
        const pki = join(folder, 'edge', 'pki');
        if (count === 1) revokeCertificate(pki, listCertificates(pki)[0]?.sha256 ?? '');
      }
    };
    await expect(until()).rejects.toThrow(/is not trusted any more/);
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
