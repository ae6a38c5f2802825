// `/api/directory`: the members' directory as a workbook to edit and give back, or as JSON. What comes back is taken
// over whole or not at all, with every fault by sheet, row and column, and nothing is written over that others changed.
import { Readable } from 'node:stream';
import type { Clock } from '@nakamawashi/runtime';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Members } from '../directory/members.ts';
import type { Records } from '../directory/records.ts';
import { problemWords } from '../directory/tables/problemWords.ts';
import { type TableDesk, TablesBusy, TooMuch } from '../directory/tables/tableDesk.ts';
import { type RecordsHome, refused, type TakenTables } from '../directory/tables/tableJob.ts';
import { inTurns, piecesInTurns } from '../inTurns.ts';
import { addEntryRoutes } from './entryRoutes.ts';
import type { CallerOf } from './guard.ts';
import { jsonPieces } from './jsonPieces.ts';

export interface DirectoryOffice {
  readonly clock: Clock;
  readonly records: Records;
  /** Where a thread finds the records. */
  readonly home: RecordsHome;
  readonly tables: TableDesk;
}

const mostBytes = 5_000_000;
const directoryQuery = z.strictObject({
  format: z.enum(['json', 'xlsx', 'csv'], { error: 'json, xlsx or csv is needed' }).default('json'),
  language: z.enum(['ja', 'en'], { error: 'ja or en is needed' }).default('ja'),
});
const importQuery = z.strictObject({
  dryRun: z.enum(['true', 'false'], { error: 'true or false is needed' }).default('false'),
});
const jsonType = 'application/json; charset=utf-8';
const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Adds the routes; the types of files are taken by these alone. */
export async function addDirectoryRoutes(
  server: FastifyInstance,
  office: DirectoryOffice,
  callerOf: CallerOf,
): Promise<void> {
  await server.register((scope, _options, done) => {
    const types = [workbookType, 'application/zip', 'application/octet-stream'];
    scope.addContentTypeParser(types, { parseAs: 'buffer' }, (_, body, done) => done(null, body));
    addGive(scope, office, callerOf);
    addTake(scope, office, callerOf);
    addEntryRoutes(scope, office, callerOf);
    done();
  });
}

function addGive(server: FastifyInstance, office: DirectoryOffice, callerOf: CallerOf): void {
  const { clock, records, home, tables } = office;
  const { members, audit } = records;
  const typed = server.withTypeProvider<ZodTypeProvider>();
  typed.get('/api/directory', { schema: { querystring: directoryQuery } }, async (request, reply) => {
    const { format, language } = request.query;
    void reply.header('cache-control', 'no-store');
    if (format === 'json') {
      const { change, pieces } = directoryPieces(members);
      void reply.header('etag', `"${change}"`).type(jsonType);
      return reply.send(Readable.from(piecesInTurns(pieces)));
    }
    const file = await tables.write({ home, format, language }).catch(busyOr(reply));
    if (file === null) return reply;
    const caller = callerOf(request);
    const person = caller.kind === 'person' ? caller.person.id : caller.kind;
    audit.note({ at: clock.now(), person, deed: 'export', subject: 'directory', detail: format });
    return reply
      .header('etag', `"${file.change}"`)
      .type(format === 'xlsx' ? workbookType : 'application/zip')
      .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`)
      .send(Buffer.from(file.bytes));
  });
}

/** All of it as JSON, a piece for every few entries. */
function directoryPieces(members: Members) {
  const change = members.entries.lastChange();
  const { timeZone, ...directory } = members.now();
  const [workshops, regions, circles] = [directory.workshops, directory.regions, directory.circles].map(
    (each) => [...each.values()],
  );
  const calendars = [...directory.calendars].map(([id, calendar]) => ({ id, ...calendar }));
  return { change, pieces: jsonPieces({ change, timeZone, workshops, regions, circles, calendars }) };
}

const statusOf: Readonly<Record<TakenTables['outcome'], number>> = {
  done: 200,
  conflicts: 409,
  faulty: 422,
  unsaid: 428,
};

function addTake(server: FastifyInstance, office: DirectoryOffice, callerOf: CallerOf): void {
  const { clock, records, home, tables } = office;
  const typed = server.withTypeProvider<ZodTypeProvider>();
  const options = { schema: { querystring: importQuery }, bodyLimit: mostBytes };
  typed.put('/api/directory', options, async (request, reply) => {
    void reply.header('cache-control', 'no-store');
    const { body } = request;
    if (!Buffer.isBuffer(body))
      return reply.code(400).send({ error: 'a workbook (.xlsx) or a zip of csv files is needed' });
    const caller = callerOf(request);
    if (caller.kind !== 'person')
      return reply.code(403).send({ error: 'a change needs a person: sign in first' });
    const seen = /^"(\d+)"$/.exec(request.headers['if-match'] ?? '');
    const asOf = seen === null ? null : Number(seen[1]);
    const by = { person: caller.person.id, at: clock.now() };
    const isDry = request.query.dryRun === 'true';
    const taken = await tables.take({ home, bytes: body, asOf, isDry, ...by }).catch(busyOr(reply));
    if (taken === null) return reply;
    // Who asks next is shown what was taken over.
    await inTurns(records.members.look());
    return reply.code(statusOf[taken.outcome]).type(jsonType).send(Buffer.from(taken.answer));
  });
}

/** Says that too many are waiting, or that a file is too much; anything else is a fault of ours. */
function busyOr(reply: FastifyReply): (error: unknown) => null {
  return (error) => {
    if (error instanceof TablesBusy)
      void reply.code(503).header('retry-after', '10').send({ error: error.message });
    else if (error instanceof TooMuch) {
      const place = { sheet: null, row: null, column: null, problem: problemWords(error.message) };
      void reply.code(422).send(refused([place]));
    } else throw error;
    return null;
  };
}
