// Signing in over the aggregator's own TLS and behind a proxy: the cookie's marks, HSTS, a renewed certificate, and
// X-Forwarded headers of somebody who is no proxy.
import { writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { addAccount } from '../../cloud-aggregator/src/broker/accounts.ts';
import { type Authority, makeAuthority } from '../certificates.ts';
import { startAggregator, type TestAggregator, writeConfig } from './testEdge.ts';
import { ask, command, cookieOf, signIn } from './visitor.ts';

const own = ownAddress();
let authority: Authority;
let another: Authority;
let aggregator: TestAggregator;
let password: string;

beforeAll(async () => {
  authority = await makeAuthority();
  another = await makeAuthority();
});
afterEach(async () => {
  await aggregator.stop();
  aggregator.remove();
});

async function start(http: string, from: Authority | null = null): Promise<void> {
  const { folder, file } = writeConfig(undefined, http);
  if (from !== null) await writePair(folder, from);
  const account = addAccount(join(folder, 'accounts.yaml'), 'kamata');
  aggregator = await startAggregator({ folder, file, password: account });
  [password = ''] = await command(file, 'user add desk', { roles: ['desk'] });
}

async function writePair(folder: string, from: Authority): Promise<void> {
  const { certificate, key } = await from.issue('board', { isServer: true });
  writeFileSync(join(folder, 'board.key'), key, { mode: 0o600 });
  writeFileSync(join(folder, 'board.pem'), certificate);
}

describe('over TLS', () => {
  const http = '{ port: 0, tls: { certFile: ./board.pem, keyFile: ./board.key } }';

  it('the cookie is for TLS and this host alone, and browsers are told to stay with TLS', async () => {
    await start(http, authority);
    const url = aggregator.url.replace('http:', 'https:');
    const entered = await signIn(url, 'desk', password, { ca: authority.certificate });
    expect([entered.headers['set-cookie']].flat()[0]).toMatch(
      /^__Host-nakamawashi-ota=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure$/,
    );
    expect(entered.headers['strict-transport-security']).toBe('max-age=31536000');
    const cookie = cookieOf(entered);
    const inside = async (header: string): Promise<number> =>
      (await ask(`${url}/api/machines`, { ca: authority.certificate, headers: { cookie: header } })).status;
    expect(await inside(cookie)).toBe(200);
    // What a plain line could have planted under the other name does not count here.
    expect(await inside(cookie.replace('__Host-', ''))).toBe(401);
    await expect(ask(`${aggregator.url}/health`)).rejects.toThrow();
  });

  it('a renewed certificate is taken without a restart, also after half a file', async () => {
    await start(http, authority);
    const url = aggregator.url.replace('http:', 'https:');
    const reached = (ca: string): Promise<boolean> =>
      ask(`${url}/health`, { ca }).then(
        () => true,
        () => false,
      );
    expect([await reached(authority.certificate), await reached(another.certificate)]).toEqual([true, false]);
    writeFileSync(join(aggregator.folder, 'board.pem'), 'half a file');
    await writePair(aggregator.folder, another);
    await vi.waitFor(async () => expect(await reached(another.certificate)).toBe(true), {
      timeout: 20_000,
      interval: 200,
    });
  }, 40_000);
});

describe('behind a proxy', () => {
  const overTls = {
    host: 'board.example',
    origin: 'https://board.example',
    'sec-fetch-site': 'same-origin',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'board.example',
    'x-forwarded-for': '192.0.2.7',
  };

  it('that is named, the proxy’s word counts: TLS, the name, and who asks', async () => {
    await start('{ port: 0, host: 0.0.0.0, trustedProxies: [127.0.0.0/8] }');
    const entered = await signIn(aggregator.url, 'desk', password, { headers: overTls });
    expect(entered.status).toBe(200);
    expect([entered.headers['set-cookie']].flat()[0]).toMatch(/^__Host-.*; Secure$/);
    expect(entered.headers['strict-transport-security']).toBeDefined();
    const log = (await command(aggregator.configFile, 'audit')).join('\n');
    expect(log).toMatch(/sign-in\.accepted\tdesk\tfrom 192\.0\.2\.7/);
    // Measures are for this computer, and not for whoever comes through a proxy on it.
    expect((await ask(`${aggregator.url}/metrics`, { headers: overTls })).status).toBe(401);
    expect((await ask(`${aggregator.url}/metrics`)).status).toBe(200);
  });

  it('that has no TLS itself, no password is taken', async () => {
    await start('{ port: 0, host: 0.0.0.0, trustedProxies: [127.0.0.0/8] }');
    const headers = { ...overTls, 'x-forwarded-proto': 'http', origin: 'http://board.example' };
    const { status, text } = await signIn(aggregator.url, 'desk', password, { headers });
    expect(`${status} ${text}`).toMatch(/^403 .*use https/);
  });

  it('that is not named, its word is nothing', async () => {
    await start('{ port: 0 }');
    const { host: _, ...rest } = overTls;
    const headers = { ...rest, origin: aggregator.url };
    const { status } = await signIn(aggregator.url, 'desk', password, { headers });
    expect(status).toBe(403);
    const log = (await command(aggregator.configFile, 'audit')).join('\n');
    expect(log).not.toContain('192.0.2.7');
  });

  it.skipIf(own === '')('whoever goes round it is turned away', async () => {
    await start('{ port: 0, host: 0.0.0.0, trustedProxies: [192.0.2.1] }');
    const url = aggregator.url.replace('127.0.0.1', own);
    for (const headers of [{}, { ...overTls, 'x-forwarded-for': '192.0.2.1' }])
      expect((await ask(`${url}/api/session`, { headers })).status).toBe(403);
  });
});

/** An address of this computer that is not the loopback; empty where there is none. */
function ownAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return all.find(({ internal, family }) => !internal && family === 'IPv4')?.address ?? '';
}
