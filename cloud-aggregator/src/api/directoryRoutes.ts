// `/api/directory`: the members' directory as a workbook to edit and give back, or as JSON. What comes back is taken
// over whole or not at all, with every fault by sheet, row and column, and nothing is written over that others changed.
import type { Clock } from '@nakamawashi/runtime';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Records } from '../directory/records.ts';
import { changeSeen } from '../directory/tables/fromTables.ts';
import { importPlan, writeImport } from '../directory/tables/importTables.ts';
import { openTableDesk, type TableDesk, TablesBusy } from '../directory/tables/tableDesk.ts';
import { toTables } from '../directory/tables/toTables.ts';
import { changeShown, conflictShown, faultPlace, filePlace } from './directoryShown.ts';
import { addEntryRoutes } from './entryRoutes.ts';
import type { CallerOf } from './guard.ts';

export interface DirectoryOffice {
  readonly clock: Clock;
  readonly records: Records;
}

type WithTables = DirectoryOffice & { readonly tables: TableDesk };

const mostBytes = 5_000_000;
const directoryQuery = z.strictObject({
  format: z.enum(['json', 'xlsx', 'csv'], { error: 'json, xlsx or csv is needed' }).default('json'),
  language: z.enum(['ja', 'en'], { error: 'ja or en is needed' }).default('ja'),
});
const importQuery = z.strictObject({
  dryRun: z.enum(['true', 'false'], { error: 'true or false is needed' }).default('false'),
});
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
    const tables = openTableDesk();
    addGive(scope, { ...office, tables }, callerOf);
    addTake(scope, { ...office, tables }, callerOf);
    addEntryRoutes(scope, office, callerOf);
    done();
  });
}

function addGive(server: FastifyInstance, { clock, records, tables }: WithTables, callerOf: CallerOf): void {
  const { members, audit } = records;
  const typed = server.withTypeProvider<ZodTypeProvider>();
  typed.get('/api/directory', { schema: { querystring: directoryQuery } }, async (request, reply) => {
    const { format, language } = request.query;
    const change = members.entries.lastChange();
    const directory = members.now();
    void reply.header('cache-control', 'no-store').header('etag', `"${change}"`);
    if (format === 'json') {
      const { workshops, regions, circles, timeZone } = directory;
      const calendars = [...directory.calendars].map(([id, calendar]) => ({ id, ...calendar }));
      const [shops, areas, groups] = [workshops, regions, circles].map((each) => [...each.values()]);
      return { change, timeZone, workshops: shops, regions: areas, circles: groups, calendars };
    }
    const job = { tables: toTables(directory, change), format, language };
    const file = await tables.write(job).catch(busyOr(reply));
    if (file === null) return reply;
    const caller = callerOf(request);
    const person = caller.kind === 'person' ? caller.person.id : caller.kind;
    audit.note({ at: clock.now(), person, deed: 'export', subject: 'directory', detail: format });
    return reply
      .type(format === 'xlsx' ? workbookType : 'application/zip')
      .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`)
      .send(Buffer.from(file.bytes));
  });
}

function addTake(server: FastifyInstance, { clock, records, tables }: WithTables, callerOf: CallerOf): void {
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
    const read = await tables.read({ bytes: body }).catch(busyOr(reply));
    if (read === null) return reply;
    if (read.faults.length > 0) return reply.code(422).send(refused(read.faults.map(filePlace)));
    const seen = /^"(\d+)"$/.exec(request.headers['if-match'] ?? '');
    const asOf = changeSeen(read.tables) ?? (seen === null ? null : Number(seen[1]));
    if (asOf === null)
      return reply
        .code(428)
        .send({ error: 'the sheet 版 (asOf) is missing: edit a workbook that was taken from here' });
    const isDry = request.query.dryRun === 'true';
    const by = { person: caller.person.id, at: clock.now() };
    const { plan, written } = records.members.together(() => {
      const plan = importPlan(records, read.tables, asOf);
      const isGood = plan.faults.length === 0 && plan.conflicts.length === 0;
      return { plan, written: isGood && !isDry ? writeImport(records, plan, by) : [] };
    });
    if (plan.faults.length > 0) return reply.code(422).send(refused(plan.faults.map(faultPlace)));
    const directory = records.members.now();
    if (plan.conflicts.length > 0) {
      const conflicts = plan.conflicts.map((each) => conflictShown(each, records));
      return reply
        .code(409)
        .send({ error: 'others changed these entries since this file was made', conflicts });
    }
    const versions = new Map(written.map(({ kind, id, version }) => [`${kind} ${id}`, version]));
    const changes = plan.changes.map((each) => ({
      ...changeShown(each, directory),
      version: versions.get(`${each.kind} ${each.id}`) ?? null,
    }));
    return { dryRun: isDry, changes };
  });
}

function refused<T>(places: readonly T[]): { readonly error: string; readonly places: readonly T[] } {
  return { error: 'nothing was taken over: see `places`', places };
}

/** Says that too many are waiting; anything else is a fault of ours. */
function busyOr(reply: FastifyReply): (error: unknown) => null {
  return (error) => {
    if (!(error instanceof TablesBusy)) throw error;
    void reply.code(503).header('retry-after', '10').send({ error: error.message });
    return null;
  };
}
