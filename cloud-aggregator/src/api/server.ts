// The HTTP face: board, live feed, utilisation, health and measures. A request with a field that does not exist gets
// 400 with the field's name. Answers carry strict security headers; pages may load nothing from elsewhere.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { Clock, Log } from '@nakamawashi/runtime';
import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import {
  hasZodFastifySchemaValidationErrors,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Board } from '../board/board.ts';
import { isLoopback } from '../config.ts';
import type { Directory } from '../directory/directory.ts';
import type { PlanBook } from '../directory/planBook.ts';
import type { Measures } from '../measures.ts';
import type { UtilisationStore } from '../store/utilisationStore.ts';
import { addEnrolmentRoutes, type EnrolmentDesk } from './enrolmentRoutes.ts';
import type { Health } from './health.ts';
import type { LiveFeed } from './liveFeed.ts';
import { utilisation, utilisationQuery } from './utilisation.ts';

export interface ApiSources {
  readonly clock: Clock;
  readonly log: Log;
  readonly board: Board;
  readonly feed: LiveFeed;
  readonly directory: () => Directory;
  readonly plans: PlanBook;
  readonly measures: Measures;
  /** True when the address is meant to be reached from other machines. */
  readonly open: boolean;
  /** The open store, or null while it is down. */
  store(): UtilisationStore | null;
  health(): Health;
  nodesAlive(): number;
  /** Where boxes enrol, or null. */
  readonly enrolment: EnrolmentDesk | null;
  /** The server's certificate and key, or null for plain HTTP. */
  readonly tls: { readonly cert: Buffer; readonly key: Buffer } | null;
}

const builtPages = join(import.meta.dirname, '../../web/dist');
const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
};
const noQuery = z.strictObject({});

/** Builds the server; nothing listens yet. */
export async function openServer(sources: ApiSources): Promise<FastifyInstance> {
  const server = fastify({
    forceCloseConnections: true,
    bodyLimit: 65_536,
    requestTimeout: 30_000,
    routerOptions: { maxParamLength: 100, ignoreTrailingSlash: true },
    ...(sources.tls === null ? {} : { https: { ...sources.tls, minVersion: 'TLSv1.2' as const } }),
  });
  server.setValidatorCompiler(validatorCompiler);
  server.setErrorHandler((error: FastifyError, request, reply) =>
    answerError(sources, { error, request, reply }),
  );
  server.setNotFoundHandler((request, reply) =>
    reply.code(404).send({ error: `nothing is at ${request.url}` }),
  );
  server.addHook('onRequest', async (request, reply) => {
    reply.headers(securityHeaders);
    // A foreign page whose name was turned to this address must not read the board through a visitor's browser.
    if (!sources.open && !isLoopback(request.hostname.replace(/^\[|\]$/g, ''))) {
      await reply
        .code(403)
        .send({ error: `this address is for this machine only, not for ${request.hostname}` });
    }
  });
  addRoutes(server, sources);
  addEnrolmentRoutes(server, sources.enrolment);
  await addPages(server);
  return server;
}

function addRoutes(server: FastifyInstance, sources: ApiSources): void {
  const { clock, board, feed, plans, directory, measures } = sources;
  const typed = server.withTypeProvider<ZodTypeProvider>();
  typed.get('/api/machines', { schema: { querystring: noQuery } }, async (_, reply) => {
    const at = clock.now();
    reply.header('cache-control', 'no-store');
    return { at, timeZone: plans.timeZone, machines: board.rows(at) };
  });
  typed.get('/api/live', { schema: { querystring: noQuery } }, (_, reply) => {
    if (feed.readers() >= feed.mostReaders) {
      void reply
        .code(503)
        .header('retry-after', '30')
        .send({ error: 'too many readers of the live feed; try later' });
      return;
    }
    reply.hijack();
    feed.attach(reply.raw, securityHeaders);
  });
  typed.get('/api/utilisation', { schema: { querystring: utilisationQuery } }, async (request, reply) => {
    const store = sources.store();
    reply.header('cache-control', 'no-store');
    if (store === null) return reply.code(503).send({ error: 'the store is not open; see /health' });
    const rows = await utilisation({ store, plans, directory: directory() }, request.query);
    return { ...request.query, timeZone: plans.timeZone, rows };
  });
  typed.get('/health', { schema: { querystring: noQuery } }, async (_, reply) => {
    const health = sources.health();
    return reply
      .code(health.ready ? 200 : 503)
      .header('cache-control', 'no-store')
      .send(health);
  });
  typed.get('/metrics', { schema: { querystring: noQuery } }, async (_, reply) => {
    for (const [freshness, count] of Object.entries(board.freshness(clock.now()))) {
      measures.machines.set({ freshness }, count);
    }
    measures.liveReaders.set(feed.readers());
    measures.edgeNodes.set(sources.nodesAlive());
    return reply.type(measures.registry.contentType).send(await measures.registry.metrics());
  });
}

async function addPages(server: FastifyInstance): Promise<void> {
  if (existsSync(join(builtPages, 'index.html'))) {
    await server.register(fastifyStatic, { root: builtPages, index: ['index.html'], cacheControl: false });
    return;
  }
  server.get('/', async (_, reply) =>
    reply
      .code(503)
      .type('text/plain; charset=utf-8')
      .send(
        '盤面はまだ作られていません。npm run build を実行してください。\nThe board is not built yet: npm run build\n',
      ),
  );
}

function answerError(
  { log }: ApiSources,
  { error, request, reply }: { error: FastifyError; request: FastifyRequest; reply: FastifyReply },
): FastifyReply {
  if (hasZodFastifySchemaValidationErrors(error)) {
    const faults = error.validation.flatMap(({ keyword, instancePath, message, params }) =>
      keyword === 'unrecognized_keys'
        ? (params['keys'] as string[]).map((field) => ({ field, problem: 'no such field exists here' }))
        : [{ field: instancePath.slice(1), problem: message ?? 'not understood' }],
    );
    const error400 = `not understood: ${faults.map(({ field, problem }) => `${field}: ${problem}`).join('; ')}`;
    return reply.code(400).send({ error: error400, faults });
  }
  const code = error.statusCode !== undefined && error.statusCode < 500 ? error.statusCode : 500;
  if (code === 500) log.error({ err: error, url: request.url }, 'a request failed');
  return reply.code(code).send({ error: code === 500 ? 'this failed here; see the log' : error.message });
}
