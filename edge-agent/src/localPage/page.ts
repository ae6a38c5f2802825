// The agent's own HTTP door: the owner's page, GET /health and GET /metrics, on loopback unless a PIN guards it.
// A port that is taken does not stop the agent: it is tried again.
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Clock, type Log, supervise } from '@nakamawashi/runtime';
import { type Door, openDoor } from './door.ts';
import { type AgentStatus, healthOf } from './health.ts';
import type { Html } from './html.ts';
import type { HttpSettings } from './httpSettings.ts';
import type { Metrics } from './metrics.ts';
import { deedOf, type OwnerDeed } from './ownerDeeds.ts';
import { type OwnerView, ownerPage, signInPage } from './ownerPage.ts';
import type { Language } from './ownerTexts.ts';

/** What the page shows and where. */
export interface PageOptions {
  readonly http: HttpSettings;
  readonly clock: Clock;
  readonly log: Log;
  status(): AgentStatus;
  view(isUnsaved: boolean): OwnerView;
  /** Throws when it could not be written down. */
  perform(deed: OwnerDeed): void;
  /** Called with the port that was really taken. */
  onListening?(port: number): void;
}

interface Serving extends PageOptions {
  readonly door: Door;
  metrics(): Promise<Metrics>;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly language: Language;
}

const fileOf = (name: string, type: string) => ({
  type: `${type}; charset=utf-8`,
  body: readFileSync(join(import.meta.dirname, name)),
});
const files: Readonly<Record<string, { readonly type: string; readonly body: Buffer }>> = {
  '/style.css': fileOf('style.css', 'text/css'),
  '/refresh.js': fileOf('refresh.js', 'text/javascript'),
};

const policy = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');
// Not `no-referrer`: browsers would then send `Origin: null` with the page's own forms.
const always = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cache-control': 'no-store',
};
const mostFormBytes = 1_024;

/** Serves the page until aborted. */
export async function servePage(options: PageOptions, signal: AbortSignal): Promise<void> {
  const { clock, log, http } = options;
  const { host, port, pinFile } = http;
  // Counting for them wakes the process a hundred times a second; most boxes are never asked.
  let opened: Promise<Metrics> | null = null;
  const metrics = (): Promise<Metrics> => {
    opened ??= import('./metrics.ts').then(({ openMetrics }) => openMetrics());
    return opened;
  };
  const serve = (running: AbortSignal): Promise<void> =>
    serveOnce({ ...options, metrics, door: openDoor(pinFile, clock) }, running);
  await supervise(serve, {
    signal,
    clock,
    backoff: { firstMs: 1_000, maxMs: 30_000 },
    onFailure: (error, nextAttemptMs) =>
      log.warn({ host, port, problem: String(error), nextAttemptMs }, 'the local page cannot be served'),
  });
}

async function serveOnce(serving: Serving, signal: AbortSignal): Promise<void> {
  const server = createServer({ requestTimeout: 15_000, headersTimeout: 10_000 }, (request, response) => {
    answer(serving, request, response).catch((error: unknown) => {
      serving.log.error({ error }, 'the local page failed');
      response.destroy();
    });
  });
  server.maxConnections = 64;
  await listen(server, serving.http);
  serving.onListening?.((server.address() as AddressInfo).port);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    signal.addEventListener('abort', () => resolve(), { once: true });
    if (signal.aborted) resolve();
  });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

function listen(server: Server, { host, port }: HttpSettings): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => resolve());
  });
}

async function answer(serving: Serving, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const refusal = serving.door.refusal(request);
  if (refusal !== null) return endText(response, 403, refusal);
  if (!URL.canParse(request.url ?? '', 'http://box')) return endText(response, 400, 'no such address');
  const url = new URL(request.url ?? '', 'http://box');
  const language = url.searchParams.get('lang') === 'en' ? 'en' : 'ja';
  const exchange: Exchange = { request, response, url, language };
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (isRead) return show(serving, exchange);
  if (request.method !== 'POST') return endText(response, 405, 'only GET and POST are answered here');
  return act(serving, exchange);
}

async function show(serving: Serving, { request, response, url, language }: Exchange): Promise<void> {
  const { door } = serving;
  const file = files[url.pathname];
  if (file !== undefined) return end(response, 200, file);
  if (url.pathname === '/health' || url.pathname === '/metrics') {
    if (door.mayMeasure(request)) return measure(serving, url.pathname, response);
    return endText(response, 401, 'from another computer this needs the PIN');
  }
  if (url.pathname !== '/') return endText(response, 404, 'there are /, /health and /metrics here');
  if (!door.knows(request)) return endPage(response, 401, signInPage(language, null));
  return endPage(response, 200, ownerPage(serving.view(url.searchParams.has('unsaved')), language));
}

async function measure({ status, metrics }: Serving, path: string, response: ServerResponse): Promise<void> {
  if (path === '/metrics') {
    const { contentType, text } = await metrics();
    return end(response, 200, { type: contentType, body: await text(status()) });
  }
  const health = healthOf(status());
  const body = `${JSON.stringify(health, null, 2)}\n`;
  return end(response, health.ready ? 200 : 503, { type: 'application/json; charset=utf-8', body });
}

async function act(serving: Serving, { request, response, url, language }: Exchange): Promise<void> {
  const { door, log } = serving;
  const form = await formOf(request);
  if (form === null) return endText(response, 413, `a form of at most ${mostFormBytes} bytes is needed`);
  if (url.pathname === '/sign-in') {
    const outcome = door.signIn(form.get('pin') ?? '');
    if (typeof outcome === 'object') return goHome(response, `/?lang=${language}`, outcome.cookie);
    log.warn({ from: request.socket.remoteAddress, outcome }, 'a PIN was not accepted');
    return endPage(response, outcome === 'wrong' ? 401 : 429, signInPage(language, outcome));
  }
  if (url.pathname !== '/sending') return endText(response, 404, 'there is no such button');
  if (!door.knows(request)) return endPage(response, 401, signInPage(language, null));
  const deed = deedOf(form);
  if (deed === null) return endText(response, 400, '`do` must be pause-day, pause-week, stop or resume');
  try {
    serving.perform(deed);
  } catch (error) {
    log.error({ deed, problem: String(error) }, 'the switch could not be written down');
    return goHome(response, `/?lang=${language}&unsaved`);
  }
  log.info({ deed, from: request.socket.remoteAddress }, 'the owner has switched the sending');
  return goHome(response, `/?lang=${language}`);
}

async function formOf(request: IncomingMessage): Promise<URLSearchParams | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostFormBytes) return null;
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}

function goHome(response: ServerResponse, location: string, cookie?: string): void {
  response.writeHead(303, { ...always, location, ...(cookie === undefined ? {} : { 'set-cookie': cookie }) });
  response.end();
}

function endPage(response: ServerResponse, code: number, { markup }: Html): void {
  end(response, code, { type: 'text/html; charset=utf-8', body: markup });
}

function endText(response: ServerResponse, code: number, text: string): void {
  end(response, code, { type: 'text/plain; charset=utf-8', body: `${text}\n` });
}

function end(
  response: ServerResponse,
  code: number,
  { type, body }: { readonly type: string; readonly body: string | Buffer },
): void {
  response.writeHead(code, { ...always, 'content-type': type });
  response.end(body);
}
