// The agent's own HTTP door: GET /health and GET /metrics, on loopback unless the configuration says otherwise.
// A port that is taken does not stop the agent: it is tried again.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Clock, type Log, supervise } from '@nakamawashi/runtime';
import { type AgentStatus, healthOf } from './health.ts';
import { type Metrics, openMetrics } from './metrics.ts';

/** What the page shows and where. */
export interface PageOptions {
  readonly host: string;
  readonly port: number;
  readonly clock: Clock;
  readonly log: Log;
  status(): AgentStatus;
  /** Called with the port that was really taken. */
  onListening?(port: number): void;
}

/** Serves the page until aborted. */
export async function servePage(options: PageOptions, signal: AbortSignal): Promise<void> {
  const { clock, log, host, port } = options;
  const metrics = openMetrics();
  await supervise((running) => serveOnce(options, metrics, running), {
    signal,
    clock,
    backoff: { firstMs: 1_000, maxMs: 30_000 },
    onFailure: (error, nextAttemptMs) =>
      log.warn({ host, port, problem: String(error), nextAttemptMs }, 'the local page cannot be served'),
  });
}

async function serveOnce(options: PageOptions, metrics: Metrics, signal: AbortSignal): Promise<void> {
  const server = createServer((request, response) => {
    answer(options, metrics, [request, response]).catch((error: unknown) => {
      options.log.error({ error }, 'the local page failed');
      response.destroy();
    });
  });
  await listen(server, options);
  options.onListening?.((server.address() as AddressInfo).port);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    signal.addEventListener('abort', () => resolve(), { once: true });
    if (signal.aborted) resolve();
  });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

function listen(server: Server, { host, port }: PageOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => resolve());
  });
}

async function answer(
  { status }: PageOptions,
  metrics: Metrics,
  [request, response]: readonly [IncomingMessage, ServerResponse],
): Promise<void> {
  const path = (request.url ?? '').split('?')[0];
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (!isRead) return end(response, 405, { type: 'text/plain', body: 'only GET is answered here\n' });
  if (path === '/health') {
    const health = healthOf(status());
    const body = `${JSON.stringify(health, null, 2)}\n`;
    return end(response, health.ready ? 200 : 503, { type: 'application/json; charset=utf-8', body });
  }
  if (path === '/metrics') {
    return end(response, 200, { type: metrics.contentType, body: await metrics.text(status()) });
  }
  return end(response, 404, { type: 'text/plain', body: 'there are /health and /metrics here\n' });
}

function end(
  response: ServerResponse,
  code: number,
  { type, body }: { readonly type: string; readonly body: string },
): void {
  response.writeHead(code, { 'content-type': type, 'cache-control': 'no-store' });
  response.end(body);
}
