// `/api/directory/KIND/ID`: one entry of the directory, its history, and its changes. A change says in If-Match which
// version it was made from; whoever comes second is told by whom and when it was changed, and nothing is lost.
import { type Clock, faultWords } from '@nakamawashi/runtime';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { machineSchema } from '../directory/capabilities.ts';
import { changeEntry } from '../directory/changeEntry.ts';
import { entryDiff } from '../directory/entryDiff.ts';
import { type EditedKind, editedKinds } from '../directory/entryFaults.ts';
import { contactsSchema, entrySchemas, type Workshop } from '../directory/entryKinds.ts';
import type { Records } from '../directory/records.ts';
import { absent, answerOutcome, noVersion, versionSeen } from './entryOutcome.ts';
import type { CallerOf } from './guard.ts';

export interface EntryDesk {
  readonly clock: Clock;
  readonly records: Records;
}

const id = z.string().max(63);
const ofEntry = z.strictObject({
  kind: z.enum(editedKinds, { error: `one of ${editedKinds.join(', ')} is needed` }),
  id,
});
const ofWorkshop = z.strictObject({ id });
const ofMachine = z.strictObject({ id, machine: id });
const noQuery = z.strictObject({});
const versionQuery = z.strictObject({
  version: z.coerce.number().int().min(1).optional().describe('an older version; the newest without it'),
});
const wholeEntry = z.looseObject({}).describe('the entry as a whole, as GET gives it');
const mostVersions = 100;

/** Which entry, and what it shall say. */
interface Wish {
  readonly kind: EditedKind;
  readonly id: string;
  readonly body: unknown;
}
type Change = (request: FastifyRequest, reply: FastifyReply, wish: Wish) => FastifyReply;

export function addEntryRoutes(server: FastifyInstance, desk: EntryDesk, callerOf: CallerOf): void {
  addReading(server, desk);
  const change: Change = (request, reply, wish) => {
    void reply.header('cache-control', 'no-store');
    const caller = callerOf(request);
    if (caller.kind !== 'person')
      return reply.code(403).send({ error: 'a change needs a person: sign in first' });
    const basedOn = versionSeen(request);
    if (basedOn === null) return reply.code(428).send({ error: noVersion });
    const by = { person: caller.person.id, at: desk.clock.now() };
    return answerOutcome(reply, changeEntry(desk.records, { ...wish, ...by, basedOn }));
  };
  const typed = server.withTypeProvider<ZodTypeProvider>();
  const path = '/api/directory/:kind/:id';
  typed.put(path, { schema: { params: ofEntry, body: wholeEntry } }, (request, reply) => {
    const { kind } = request.params;
    const checked = entrySchemas[kind].safeParse(request.body, { error: faultWords });
    if (!checked.success) {
      const faults = checked.error.issues.map((each) => ({
        field: each.path.join('/'),
        problem: each.message,
      }));
      return answerOutcome(reply, { kind: 'faulty', faults });
    }
    return change(request, reply, { ...request.params, body: checked.data });
  });
  typed.delete(path, { schema: { params: ofEntry, querystring: noQuery } }, (request, reply) =>
    change(request, reply, { ...request.params, body: null }),
  );
  addParts(server, desk, change);
}

function addReading(server: FastifyInstance, { records }: EntryDesk): void {
  const { entries } = records.members;
  const typed = server.withTypeProvider<ZodTypeProvider>();
  const withVersion = { params: ofEntry, querystring: versionQuery };
  typed.get('/api/directory/:kind/:id', { schema: withVersion }, async (request, reply) => {
    void reply.header('cache-control', 'no-store');
    const { kind, id: asked } = request.params;
    const { version } = request.query;
    const found = entries.history(kind, asked).at(version === undefined ? -1 : version - 1);
    if (found === undefined || found.body === null) return reply.code(404).send({ error: absent });
    // An older version is there to be read: a change is made from the newest one.
    if (version === undefined) void reply.header('etag', `"${found.version}"`);
    return reply.send({ kind, id: asked, version: found.version, entry: found.body });
  });
  const schema = { params: ofEntry, querystring: noQuery };
  typed.get('/api/directory/:kind/:id/history', { schema }, async (request, reply) => {
    void reply.header('cache-control', 'no-store');
    const { kind, id: asked } = request.params;
    const all = entries.history(kind, asked);
    if (all.length === 0) return reply.code(404).send({ error: absent });
    const versions = all.map(({ version, person, at, body }, index) => {
      const before = all[index - 1]?.body ?? null;
      const what = before === null ? 'new' : body === null ? 'removed' : 'changed';
      return { version, person, at, what, fields: what === 'changed' ? entryDiff(before, body) : [] };
    });
    return { kind, id: asked, versions: versions.toReversed().slice(0, mostVersions) };
  });
}

/** Parts of a workshop: the version is the workshop's. */
function addParts(server: FastifyInstance, { records }: EntryDesk, change: Change): void {
  const typed = server.withTypeProvider<ZodTypeProvider>();
  const withWorkshop = (
    [request, reply]: readonly [FastifyRequest, FastifyReply],
    asked: string,
    next: (workshop: Workshop) => Workshop | null,
  ): FastifyReply => {
    const workshop = records.members.now().workshops.get(asked);
    const body = workshop === undefined ? null : next(workshop);
    if (body === null) return reply.code(404).send({ error: absent });
    return change(request, reply, { kind: 'workshop', id: asked, body });
  };
  const contacts = { schema: { params: ofWorkshop, body: contactsSchema } };
  typed.put('/api/directory/workshop/:id/contacts', contacts, (request, reply) =>
    withWorkshop([request, reply], request.params.id, (workshop) => ({
      ...workshop,
      contacts: request.body,
    })),
  );
  const path = '/api/directory/workshop/:id/machines/:machine';
  typed.put(path, { schema: { params: ofMachine, body: machineSchema } }, (request, reply) => {
    const { id: asked, machine } = request.params;
    if (request.body.id !== machine)
      return answerOutcome(reply, {
        kind: 'faulty',
        faults: [{ field: 'id', problem: `must be ${machine}` }],
      });
    return withWorkshop([request, reply], asked, (workshop) => {
      const isThere = workshop.machines.some((each) => each.id === machine);
      const machines = isThere
        ? workshop.machines.map((each) => (each.id === machine ? request.body : each))
        : [...workshop.machines, request.body];
      return { ...workshop, machines };
    });
  });
  typed.delete(path, { schema: { params: ofMachine, querystring: noQuery } }, (request, reply) =>
    withWorkshop([request, reply], request.params.id, (workshop) => {
      const machines = workshop.machines.filter((each) => each.id !== request.params.machine);
      return machines.length === workshop.machines.length ? null : { ...workshop, machines };
    }),
  );
}
