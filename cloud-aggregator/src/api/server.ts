// The HTTP face: board, live feed, utilisation, health and measures. A request with a field that does not exist gets
// 400 with the field's name. Answers carry strict security headers; pages may load nothing from elsewhere.
import { existsSync } from 'node:fs';
import { createServer, Server } from 'node:https';
import { join } from 'node:path';
import { constants } from 'node:zlib';
import fastifyCompress, { type FastifyCompressOptions } from '@fastify/compress';
import fastifyStatic from '@fastify/static';
import type { Clock, Log } from '@nakamawashi/runtime';
import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerFactory,
} from 'fastify';
import {
  hasZodFastifySchemaValidationErrors,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Board } from '../board/board.ts';
import type { CapacityBook } from '../capacity/capacityBook.ts';
import type { AuditLog } from '../directory/auditLog.ts';
import type { Directory } from '../directory/directory.ts';
import type { PlanBook } from '../directory/planBook.ts';
import type { Records } from '../directory/records.ts';
import { openTableDesk } from '../directory/tables/tableDesk.ts';
import type { HttpConfig } from '../httpConfig.ts';
import type { Measures } from '../measures.ts';
import type { Administration } from '../people/administration.ts';
import type { People } from '../people/people.ts';
import { seesHealth } from '../people/roles.ts';
import type { UtilisationStore } from '../store/utilisationStore.ts';
import { addAnswerRoutes } from './answerRoutes.ts';
import { addApiDocs, beginApiDocs } from './apiDocs.ts';
import { addAuditRoutes } from './auditRoutes.ts';
import { addBoardRoutes } from './boardRoutes.ts';
import { addBoxRoutes, type BoxRoutes } from './boxRoutes.ts';
import { addCalendarRoutes } from './calendarRoutes.ts';
import { readCertificate, watchCertificate } from './certificate.ts';
import { addCompanyRoutes } from './companyRoutes.ts';
import type { DeskRows } from './deskRows.ts';
import { addDirectoryRoutes, type DirectoryOffice } from './directoryRoutes.ts';
import { addEnrolmentRoutes, type EnrolmentDesk } from './enrolmentRoutes.ts';
import { addExportRoutes, type ExportRoutes } from './exportRoutes.ts';
import { addGuard, type CallerOf } from './guard.ts';
import type { Health } from './health.ts';
import type { LiveFeed } from './liveFeed.ts';
import { addOwnRoutes } from './ownRoutes.ts';
import { addPeopleRoutes } from './peopleRoutes.ts';
import { trustedProxies } from './requestOrigin.ts';
import { addSessionRoutes } from './sessionRoutes.ts';

export interface ApiSources extends Pick<BoxRoutes, 'boxes' | 'certificates' | 'accounts'> {
  readonly http: HttpConfig;
  readonly consortium: string;
  readonly people: People;
  readonly administration: Administration;
  readonly clock: Clock;
  readonly log: Log;
  readonly board: Board;
  readonly feed: LiveFeed;
  readonly directory: () => Directory;
  readonly audit: AuditLog;
  readonly records: Records;
  readonly plans: PlanBook;
  readonly capacity: CapacityBook;
  readonly deskRows: DeskRows;
  readonly measures: Measures;
  /** The open store, or null while it is down. */
  store(): UtilisationStore | null;
  health(): Health;
  nodesAlive(): number;
  /** Where engineers look at the same data, or null. */
  readonly grafana: string | null;
  /** Where boxes enrol, or null. */
  readonly enrolment: EnrolmentDesk | null;
  /** Where the months' files are made. */
  readonly exports: Pick<ExportRoutes, 'home' | 'desk'>;
}

const builtPages = join(import.meta.dirname, '../../web/dist');
const requestTimeout = 30_000;
const certificateLookMs = 5_000;
const noQuery = z.strictObject({});
/** Answers go out at a fifth of their size where the reader can unpack them; the live feed packs itself, at once. */
const packing = {
  global: true,
  encodings: ['gzip', 'identity'],
  customTypes: /^text\/(?!event-stream)|[+/]json(?:;|$)|^application\/x-ndjson/,
  // What is made in pieces goes out in pieces.
  zlibOptions: { level: 4, flush: constants.Z_SYNC_FLUSH },
} satisfies FastifyCompressOptions;

/** Builds the server; nothing listens yet. Throws when its certificate cannot be used. */
export async function openServer(sources: ApiSources): Promise<FastifyInstance> {
  const { http } = sources;
  const server = fastify({
    forceCloseConnections: true,
    bodyLimit: 65_536,
    requestTimeout,
    routerOptions: { maxParamLength: 100, ignoreTrailingSlash: true },
    trustProxy: http.trustedProxies.length === 0 ? false : trustedProxies(http),
    ...overTls(http),
  });
  server.removeContentTypeParser('text/plain');
  server.setValidatorCompiler(validatorCompiler);
  server.setErrorHandler((error: FastifyError, request, reply) =>
    answerError(sources, { error, request, reply }),
  );
  server.setNotFoundHandler((request, reply) =>
    reply.code(404).send({ error: `nothing is at ${request.url}` }),
  );
  await server.register(fastifyCompress, packing);
  await beginApiDocs(server);
  const callerOf = addGuard(server, sources);
  addSessionRoutes(server, sources, callerOf);
  addBoardRoutes(server, sources, callerOf);
  addCalendarRoutes(server, sources, callerOf);
  addCompanyRoutes(server, sources, callerOf);
  addOwnRoutes(server, sources, callerOf);
  addAnswerRoutes(server, sources, callerOf);
  addPeopleRoutes(server, sources, callerOf);
  await addDirectoryRoutes(server, directoryOffice(sources), callerOf);
  addBoxRoutes(server, sources, callerOf);
  addAuditRoutes(server, sources);
  addServiceRoutes(server, sources, callerOf);
  addExportRoutes(server, { clock: sources.clock, ...sources.exports }, callerOf);
  addEnrolmentRoutes(server, sources.enrolment);
  addApiDocs(server);
  await addPages(server);
  return server;
}

function directoryOffice({ clock, records, exports }: ApiSources): DirectoryOffice {
  const { dataDir, timeZone } = exports.home;
  return { clock, records, home: { dataDir, timeZone }, tables: openTableDesk() };
}

function overTls({ tls }: HttpConfig): { serverFactory?: FastifyServerFactory } {
  if (tls === undefined) return {};
  const certificate = readCertificate(tls);
  return { serverFactory: (handler) => createServer({ ...certificate, requestTimeout }, handler) };
}

/** Waits for the end; meanwhile a renewed certificate is taken, and one that is no good is told and left. */
export async function serveUntil(
  signal: AbortSignal,
  server: FastifyInstance,
  { http, clock, log }: Pick<ApiSources, 'http' | 'clock' | 'log'>,
): Promise<void> {
  const { tls } = http;
  const look = tls === undefined ? () => null : watchCertificate(tls);
  while (!signal.aborted) {
    await clock.sleep(certificateLookMs, signal).catch(() => undefined);
    try {
      const renewed = look();
      if (renewed === null || !(server.server instanceof Server)) continue;
      server.server.setSecureContext(renewed);
      log.info('the renewed certificate is in use');
    } catch (error) {
      log.error({ err: error }, 'the certificate of the board cannot be used; the one before goes on');
    }
  }
}

function addServiceRoutes(server: FastifyInstance, sources: ApiSources, callerOf: CallerOf): void {
  const { clock, board, feed, measures } = sources;
  const typed = server.withTypeProvider<ZodTypeProvider>();
  typed.get('/health', { schema: { querystring: noQuery } }, async (request, reply) => {
    const { ready, parts } = sources.health();
    const answer = seesHealth(callerOf(request)) ? { ready, parts } : { ready };
    return reply
      .code(ready ? 200 : 503)
      .header('cache-control', 'no-store')
      .send(answer);
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
