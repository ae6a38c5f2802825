// When a box renews its certificate, how often it tries, what it takes for one, and when its owner hears of it.
import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog } from '@nakamawashi/runtime';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type Authority,
  readRequest,
  spanOfDays,
} from '../../../cloud-aggregator/src/enrolment/authority.ts';
import { theAuthority } from '../../../cloud-aggregator/src/enrolment/authorityFiles.ts';
import { type ManualClock, manualClock } from '../../../tests/manualClock.ts';
import type { EdgeConfig } from '../config.ts';
import { type AgentStatus, healthOf } from '../localPage/health.ts';
import { isNearEnd, isRenewalDue } from './certificateLife.ts';
import { openRenewal, type Renewal } from './renewal.ts';
import { signingRequest } from './signingRequest.ts';

const dayMs = 86_400_000;
const start = Date.parse('2026-11-01T00:00:00Z');
let folder: string;
let server: Server;
let clock: ManualClock;
let isTrusted: boolean;
let asked: number;
let issuer: Authority | null;
let renewal: Renewal;
let stop: AbortController;
const certFile = (): string => join(folder, 'certificate.pem');

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'renewal-'));
  clock = manualClock(start);
  [asked, isTrusted, stop] = [0, true, new AbortController()];
  issuer = await theAuthority({ consortium: 'ota', dataDir: folder }, start);
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writeFileSync(join(folder, 'key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  writeFileSync(join(folder, 'ca.pem'), issuer.certificate);
  writeFileSync(certFile(), await issued(signingRequest(privateKey), issuer));
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', async () => {
      asked += 1;
      if (issuer === null) return response.writeHead(503).end();
      const question = JSON.parse(text) as { request: string };
      return response.end(JSON.stringify({ certificate: await issued(question.request, issuer) }));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const tls = { caFile: join(folder, 'ca.pem'), certFile: certFile(), keyFile: join(folder, 'key.pem') };
  const config = {
    broker: { url: 'mqtts://b', tls },
    enrolment: { url: `http://127.0.0.1:${address.port}` },
  } as unknown as EdgeConfig;
  const log = createLog('test');
  log.level = 'silent';
  renewal = openRenewal({ config: () => config, clock: { ...clock, state: () => ({ isTrusted }) }, log });
  void renewal.run(stop.signal);
});
afterEach(() => {
  stop.abort();
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

async function issued(request: string, authority: Authority): Promise<string> {
  const box = await readRequest(request);
  if (box === null) throw new Error('a request is needed');
  return authority.issueClient('kamata', box, spanOfDays(90, clock.now()));
}
const endsAt = (): number => Date.parse(new X509Certificate(readFileSync(certFile())).validTo);
const settled = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 10_000, interval: 20 });

describe('a certificate of ninety days', () => {
  it('is renewed after sixty, once, and not before', async () => {
    await clock.pass(59 * dayMs);
    expect(asked).toBe(0);
    await clock.pass(2 * dayMs);
    await settled(() => expect(endsAt()).toBe(start + 151 * dayMs));
    await clock.pass(10 * dayMs);
    expect(asked).toBe(1);
    expect(renewal.status()).toMatchObject({ isRenewed: true, problem: null });
  });

  it('is tried daily while it fails, told in time, and renewed when it goes again', async () => {
    const [known, others] = [
      issuer,
      await theAuthority({ consortium: 'ota', dataDir: join(folder, 'b') }, start),
    ];
    issuer = null;
    await clock.pass(60 * dayMs + 3_600_000);
    await settled(() => expect(renewal.status()?.problem).toContain('503'));
    expect(asked).toBe(1);
    await clock.pass(dayMs / 2);
    expect(asked).toBe(1);
    issuer = others;
    await clock.pass(dayMs);
    await settled(() => expect(renewal.status()?.problem).toContain('no certificate of this authority'));
    expect(endsAt()).toBe(start + 90 * dayMs);
    issuer = known;
    await clock.pass(dayMs);
    await settled(() => expect(renewal.status()?.problem).toBeNull());
    expect(endsAt()).toBeGreaterThan(start + 150 * dayMs);
  });

  it('waits while nobody vouches for the time', async () => {
    isTrusted = false;
    await clock.pass(80 * dayMs);
    expect(asked).toBe(0);
  });
});

describe('the life of a certificate', () => {
  const life = fc
    .tuple(fc.nat({ max: 4e12 }), fc.integer({ min: 60_000, max: 3_650 * dayMs }))
    .map(([from, length]) => ({ from, until: from + length }));
  it('has room for renewal before anybody is told, and tells before it ends', () => {
    fc.assert(
      fc.property(life, (each) => {
        const due = each.from + ((each.until - each.from) * 2) / 3;
        expect(isRenewalDue(each, Math.ceil(due))).toBe(true);
        expect(isRenewalDue(each, Math.floor(due) - 1)).toBe(false);
        expect(isNearEnd(each, due)).toBe(false);
        expect(isNearEnd(each, each.until - 1)).toBe(true);
      }),
    );
  });

  it('is told thirty days before the end of a year, with what to do, and after it', () => {
    const year = { from: start, until: start + 365 * dayMs };
    const texts = (at: number, isRenewed: boolean): readonly string[] => {
      const certificate = { ...year, isRenewed, problem: 'connect ECONNREFUSED' };
      const status = { at, certificate, link: { state: 'born' }, sending: {}, clock: { isTrusted: true } };
      const rest = { hasConsent: true, outbox: { dropped: 0 }, diskProblem: null, givenUp: 0, repairs: [] };
      const none = { switchProblem: null, configProblem: null, machines: [] };
      return healthOf({ ...status, ...rest, ...none } as unknown as AgentStatus).troubles.map(({ en }) => en);
    };
    expect(texts(year.until - 31 * dayMs, true)).toEqual([]);
    expect(texts(year.until - 29 * dayMs, true)).toEqual([
      expect.stringMatching(/ends in 29 days.*Renewing it fails/),
    ]);
    expect(texts(year.until - 29 * dayMs, false)).toEqual([
      expect.stringMatching(/Ask the office for a new code/),
    ]);
    expect(texts(year.until, true)).toEqual([expect.stringMatching(/has run out.*Ask/)]);
  });
});
