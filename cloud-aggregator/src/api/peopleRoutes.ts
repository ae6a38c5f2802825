// `/api/people` and `/api/tokens`: an administrator's deeds, the same as those of the command line. Passwords and
// tokens are in the answer to their making and nowhere else.
import { identifier } from '@nakamawashi/runtime';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { PlanBook } from '../directory/planBook.ts';
import type { Records } from '../directory/records.ts';
import type { Administration } from '../people/administration.ts';
import { role, scope } from '../people/roles.ts';
import { deedRoute, type Take } from './deedRoute.ts';
import type { CallerOf } from './guard.ts';

export interface PeopleRoutes {
  readonly administration: Administration;
  readonly records: Pick<Records, 'members'>;
  readonly plans: Pick<PlanBook, 'timeZone'>;
  readonly clock: { now(): number };
}

const nothing = z.strictObject({});
const shortId = z.string().max(100);
const rights = { roles: z.array(role).max(10), workshops: z.array(shortId).max(500) };
const personBody = z.strictObject({ person: identifier, ...rights });
const rightsBody = z.strictObject(rights);
const lockBody = z.strictObject({ locked: z.boolean() });
const tokenBody = z.strictObject({
  name: identifier,
  scopes: z.array(scope).max(10),
  days: z.int().min(1, 'at least one day is needed').max(3_650, 'at most 3650 days are taken'),
});
const ofPerson = z.strictObject({ person: shortId });
const ofToken = z.strictObject({ token: shortId });

/** Adds the routes. */
export function addPeopleRoutes(server: FastifyInstance, desk: PeopleRoutes, callerOf: CallerOf): void {
  const take = deedRoute(callerOf);
  addPersonRoutes(server, desk, take);
  addAccountRoutes(server, desk, take);
  addTokenRoutes(server, desk, take);
}

function addPersonRoutes(
  server: FastifyInstance,
  { administration, records, plans, clock }: PeopleRoutes,
  take: Take,
): void {
  const typed = server.withTypeProvider<ZodTypeProvider>();
  typed.get('/api/people', { schema: { querystring: nothing } }, (request, reply) =>
    take(request, reply, (you) => ({
      at: clock.now(),
      timeZone: plans.timeZone,
      you,
      people: administration.people(),
      workshops: [...records.members.now().workshops.values()].map(({ id, name }) => ({ id, name })),
    })),
  );
  typed.post('/api/people', { schema: { body: personBody } }, (request, reply) =>
    take(request, reply, async (by) => {
      const { person: id, roles, workshops } = request.body;
      return { password: await administration.add({ id, roles, workshops }, by) };
    }),
  );
  const schema = { params: ofPerson, body: rightsBody };
  typed.put('/api/people/:person/rights', { schema }, (request, reply) =>
    take(request, reply, (by) => {
      administration.changeRights({ id: request.params.person, ...request.body }, by);
      return null;
    }),
  );
  typed.delete(
    '/api/people/:person',
    { schema: { params: ofPerson, querystring: nothing } },
    (request, reply) =>
      take(request, reply, (by) => {
        administration.remove(request.params.person, by);
        return null;
      }),
  );
}

function addAccountRoutes(
  server: FastifyInstance,
  { administration }: Pick<PeopleRoutes, 'administration'>,
  take: Take,
): void {
  const typed = server.withTypeProvider<ZodTypeProvider>();
  const path = '/api/people/:person';
  typed.put(`${path}/lock`, { schema: { params: ofPerson, body: lockBody } }, (request, reply) =>
    take(request, reply, (by) => {
      administration.lock(request.params.person, request.body.locked, by);
      return null;
    }),
  );
  typed.post(`${path}/password`, { schema: { params: ofPerson, body: nothing } }, (request, reply) =>
    take(request, reply, async (by) => ({
      password: await administration.givePassword(request.params.person, by),
    })),
  );
  typed.delete(`${path}/sessions`, { schema: { params: ofPerson, querystring: nothing } }, (request, reply) =>
    take(request, reply, (by) => {
      administration.signOut(request.params.person, by);
      return null;
    }),
  );
}

function addTokenRoutes(
  server: FastifyInstance,
  { administration, plans, clock }: PeopleRoutes,
  take: Take,
): void {
  const typed = server.withTypeProvider<ZodTypeProvider>();
  typed.get('/api/tokens', { schema: { querystring: nothing } }, (request, reply) =>
    take(request, reply, () => ({
      at: clock.now(),
      timeZone: plans.timeZone,
      tokens: administration.tokens(),
    })),
  );
  typed.post('/api/tokens', { schema: { body: tokenBody } }, (request, reply) =>
    take(request, reply, (by) => administration.addToken(request.body, by)),
  );
  typed.delete(
    '/api/tokens/:token',
    { schema: { params: ofToken, querystring: nothing } },
    (request, reply) =>
      take(request, reply, (by) => {
        administration.removeToken(request.params.token, by);
        return null;
      }),
  );
}
