// What the desk reads: the live board, spare capacity, hours, and whose data stopped. An answer of a whole ward is made
// and sent in pieces, with everything else in the pauses.
import { Readable } from 'node:stream';
import { localDate, type MachineId, type TimestampMs } from '@nakamawashi/machine-model';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { dataHealth } from '../board/dataHealth.ts';
import type { MachineRow } from '../board/machineRow.ts';
import { inTurns, piecesInTurns } from '../inTurns.ts';
import { sightOf } from '../people/roles.ts';
import { findInSteps } from '../search/filter.ts';
import { meantBy } from '../search/meantBy.ts';
import { capacityQuery } from './capacity.ts';
import { capacityLines } from './capacityLines.ts';
import type { CapacityRow } from './capacityRow.ts';
import { canUnpack } from './feedText.ts';
import type { CallerOf } from './guard.ts';
import { jsonPieces } from './jsonPieces.ts';
import { rowsWritten } from './rowsWritten.ts';
import { securityHeaders } from './securityHeaders.ts';
import type { ApiSources } from './server.ts';
import { type Eyes, eyesOf, shownRow } from './shownRow.ts';
import { sightFault, utilisationSeen } from './sight.ts';
import { utilisationQuery } from './utilisation.ts';

const noQuery = z.strictObject({});
const linesQuery = z.strictObject({ since: z.string().max(100).nullable().default(null) });

/** Adds the routes. */
export function addBoardRoutes(server: FastifyInstance, sources: ApiSources, callerOf: CallerOf): void {
  addLiveRoutes(server, sources, callerOf);
  addHoursRoutes(server, sources, callerOf);
  const { clock, plans, deskRows } = sources;
  const typed = server.withTypeProvider<ZodTypeProvider>();
  typed.get('/api/capacity', { schema: { querystring: capacityQuery } }, async (request, reply) => {
    const at = clock.now();
    const firstDate = localDate(at, plans.timeZone);
    // Only who does the desk's work may ask (routeAccess.ts).
    const board = await inTurns(deskRows.board(at));
    const scene = { firstDate, foldedOf: board.foldedOf };
    const { fits, asks, drop } = await inTurns(findInSteps(board.rows, meantBy(request.query), scene));
    const answer = { at, timeZone: plans.timeZone, firstDate, rows: fits, asks, drop };
    return sendPieces(
      reply,
      jsonPieces(answer, (lead, rows) => rowsWritten(board, lead, rows as readonly CapacityRow[])),
    );
  });
  typed.get('/api/capacity/lines', { schema: { querystring: linesQuery } }, async (request, reply) => {
    const at = clock.now();
    const board = await inTurns(deskRows.board(at));
    const head = { at, timeZone: plans.timeZone, firstDate: localDate(at, plans.timeZone) };
    const lines = capacityLines(board, head, request.query.since);
    return sendPieces(reply, lines, 'application/x-ndjson; charset=utf-8');
  });
}

function addLiveRoutes(server: FastifyInstance, sources: ApiSources, callerOf: CallerOf): void {
  const { clock, feed, plans, directory, people, grafana } = sources;
  const typed = server.withTypeProvider<ZodTypeProvider>();
  typed.get('/api/machines', { schema: { querystring: noQuery } }, async (request, reply) => {
    const at = clock.now();
    const caller = callerOf(request);
    const machines = rowsFor(sources, eyesOf(caller, sightOf(caller)), at);
    return sendPieces(reply, jsonPieces({ at, timeZone: plans.timeZone, machines }));
  });
  typed.get('/api/live', { schema: { querystring: noQuery } }, (request, reply) => {
    if (feed.readers() >= feed.mostReaders) {
      void reply
        .code(503)
        .header('retry-after', '30')
        .send({ error: 'too many readers of the live feed; try later' });
      return;
    }
    const caller = callerOf(request);
    const eyes = eyesOf(caller, sightOf(caller));
    reply.hijack();
    const line = {
      headers: securityHeaders(request.protocol === 'https'),
      isPacked: canUnpack(request.headers['accept-encoding']),
    };
    feed.attach(reply.raw, line, {
      key: JSON.stringify(eyes),
      shows: (row) => shownRow(row, eyes, directory().workshops.get(row.workshop.id), clock.now()),
      stays: () => people.stillThere(caller),
    });
  });
  typed.get('/api/data-health', { schema: { querystring: noQuery } }, async (request, reply) => {
    const at = clock.now();
    const caller = callerOf(request);
    const rows = rowsFor(sources, eyesOf(caller, sightOf(caller)), at);
    const hasDoubtfulClock = (id: string): boolean => sources.boxes.word(id)?.clockTrusted === false;
    const isLinkUp = sources.health().parts.some(({ part, ok }) => part === 'broker' && ok);
    const workshops = await inTurns(dataHealth(rows, isLinkUp, hasDoubtfulClock));
    return sendPieces(reply, jsonPieces({ at, timeZone: plans.timeZone, workshops, grafana }));
  });
}

function addHoursRoutes(server: FastifyInstance, sources: ApiSources, callerOf: CallerOf): void {
  const { clock, plans, directory, people, board } = sources;
  const sendsLive = (machine: MachineId): boolean => board.machine(machine)?.shared === 'live';
  const typed = server.withTypeProvider<ZodTypeProvider>();
  typed.get('/api/utilisation', { schema: { querystring: utilisationQuery } }, async (request, reply) => {
    const store = sources.store();
    reply.header('cache-control', 'no-store');
    if (store === null) return reply.code(503).send({ error: 'the store is not open; see /health' });
    const caller = callerOf(request);
    const asker = { sight: sightOf(caller), isOpen: caller.kind === 'open' };
    const at = clock.now();
    const fault = sightFault(asker, request.query, localDate(at, plans.timeZone));
    if (fault !== null) return reply.code(403).send({ error: fault });
    const from = { store, plans, directory: directory(), at, codeOf: people.codeOf, sendsLive };
    const rows = await utilisationSeen(from, request.query, asker);
    return { ...request.query, timeZone: plans.timeZone, rows };
  });
}

/** The live rows as these eyes see them, each made when it is asked for; those of a workshop follow each other. */
function* rowsFor(
  { board, directory }: Pick<ApiSources, 'board' | 'directory'>,
  eyes: Eyes,
  at: TimestampMs,
): Generator<MachineRow, void> {
  for (const id of board.ids()) {
    const row = board.row(id, at);
    if (row === undefined) continue;
    const shown = shownRow(row, eyes, directory().workshops.get(row.workshop.id), at);
    if (shown !== null) yield shown;
  }
}

/** Each piece is made when the one before is on its way, with everything else in between. */
function sendPieces(
  reply: FastifyReply,
  pieces: Iterable<string | Uint8Array>,
  type = 'application/json; charset=utf-8',
): FastifyReply {
  return reply
    .header('cache-control', 'no-store')
    .type(type)
    .send(Readable.from(piecesInTurns(pieces)));
}
