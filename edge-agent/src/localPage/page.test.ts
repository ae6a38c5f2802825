// The owner's page over HTTP: who may come in, what a button does and who may press it, and what stays text.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OwnerFixture, serveOwnerFixture } from '../../../tests/browser/ownerFixture.ts';

let folder: string;
let page: OwnerFixture;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'page-'));
  writeFileSync(join(folder, 'pin'), '314159\n');
});
afterEach(async () => {
  await page.close();
  rmSync(folder, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Record<string, string | string[] | undefined>;
}

/** Unlike fetch this lets a test name the host and the origin it likes. */
function ask(path: string, headers: Record<string, string> = {}, form?: string): Promise<Answer> {
  const method = form === undefined ? 'GET' : 'POST';
  return new Promise((resolve, reject) => {
    const asked = request(new URL(page.address), { path, method, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part) => {
        text += part;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text, headers: answer.headers }));
    });
    asked.once('error', reject);
    asked.end(form);
  });
}
const own = () => ({ origin: page.address.slice(0, -1) });
const signIn = (pin: string) => ask('/sign-in', own(), `pin=${encodeURIComponent(pin)}`);
const cookieOf = ({ headers }: Answer): string => String(headers['set-cookie']).split(';')[0] ?? '';

describe('the page of this computer', () => {
  beforeEach(async () => {
    page = await serveOwnerFixture();
  });

  it('is there in both languages, in less than 100 KB with all it loads', async () => {
    const parts = await Promise.all(['/', '/style.css', '/refresh.js'].map((path) => ask(path)));
    expect(parts.map(({ status }) => status)).toEqual([200, 200, 200]);
    const bytes = parts.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
    expect(bytes).toBeLessThan(100_000);
    expect(parts[0]?.text).toMatch(/<html lang="ja">[\s\S]*加工中[\s\S]*名前も外に出ません/);
    const english = (await ask('/?lang=en')).text;
    expect(english).toMatch(/<html lang="en">[\s\S]*Running[\s\S]*leaves the building/);
    expect(english.match(/[ぁ-ん]/g) ?? []).toEqual([]);
  });

  it('allows nothing but its own files, and loads nothing from elsewhere', async () => {
    const { headers, text } = await ask('/');
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'.*frame-ancestors 'none'$/);
    expect(text).not.toMatch(/https?:\/\/| style=|<style| on[a-z]+=|javascript:/);
  });

  it('is not answered under a foreign name: another web page cannot read it through a browser', async () => {
    expect((await ask('/', { host: 'evil.example' })).status).toBe(403);
    expect((await ask('/health', { host: 'evil.example:8180' })).status).toBe(403);
    expect((await ask('/', { host: 'localhost:8180' })).status).toBe(200);
  });

  it('does what its buttons say, for its own forms alone', async () => {
    const press = (deed: string, headers: Record<string, string>) => ask('/sending', headers, `do=${deed}`);
    for (const headers of [
      {},
      { origin: 'http://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
    ])
      expect((await press('resume', headers)).status).toBe(403);
    expect(page.deeds).toEqual([]);
    for (const deed of ['pause-day', 'pause-week', 'stop', 'resume'])
      expect((await press(deed, own())).status).toBe(303);
    expect((await press('format', own())).status).toBe(400);
    expect((await ask('/sending', own(), 'x'.repeat(2_000))).status).toBe(413);
    expect((await ask('/sending')).status).toBe(404);
    expect(page.deeds).toEqual(['pause-day', 'pause-week', 'stop', 'resume']);
  });

  it('says when it is paused, and until when', async () => {
    await ask('/sending', own(), 'do=pause-day');
    expect((await ask('/')).text).toMatch(/一時停止中です。明日 00:00に自動で再開します/);
    await ask('/sending', own(), 'do=pause-week');
    expect((await ask('/?lang=en')).text).toMatch(/Paused\. Sending begins again by itself: 11\/23 00:00/);
    await ask('/sending', own(), 'do=stop');
    expect((await ask('/')).text).toMatch(/送信停止中です（14:20から）/);
  });

  it('answers whatever it is asked', async () => {
    await fc.assert(
      fc.asyncProperty(fc.webPath(), fc.webQueryParameters(), async (path, query) => {
        const { status, text } = await ask(`${path || '/'}?${query}`);
        expect([200, 400, 401, 404, 503]).toContain(status);
        expect(text).not.toMatch(/ {4}at /);
      }),
      { numRuns: 40 },
    );
  });
});

describe('the page with a PIN', () => {
  beforeEach(async () => {
    page = await serveOwnerFixture(join(folder, 'pin'));
  });

  it('shows and does nothing without it', async () => {
    const { status, text } = await ask('/', { host: '192.168.1.5:8180' });
    expect(status).toBe(401);
    expect(text).toMatch(/暗証番号/);
    expect(text).not.toMatch(/蒲田|旋盤/);
    expect((await ask('/sending', own(), 'do=resume')).status).toBe(401);
    expect((await ask('/', { cookie: 'nakamawashi-owner=guess' })).status).toBe(401);
    expect(page.deeds).toEqual([]);
  });

  it('opens with it, by a cookie that no script and no other site can use', async () => {
    const answer = await signIn(' 314159 ');
    expect(answer.status).toBe(303);
    expect(String(answer.headers['set-cookie'])).toMatch(
      /; HttpOnly; SameSite=Strict; Path=\/; Max-Age=\d+$/,
    );
    const cookie = cookieOf(answer);
    expect((await ask('/', { cookie })).text).toMatch(/蒲田精密/);
    expect((await ask('/sending', { ...own(), cookie }, 'do=stop')).status).toBe(303);
    expect((await ask('/sending', { origin: 'http://evil.example', cookie }, 'do=resume')).status).toBe(403);
    expect(page.deeds).toEqual(['stop']);
  });

  it('lets nobody guess on: after five wrong tries even the right one has to wait', async () => {
    for (let guess = 0; guess < 5; guess++) expect((await signIn(`00000${guess}`)).status).toBe(401);
    expect((await signIn('314159')).status).toBe(429);
  });
});
