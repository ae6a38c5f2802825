// `/api/session`: sign in, sign out, who am I, another password. A wrong name and a wrong password are one answer.
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { passwordFault } from '../people/passwords.ts';
import type { Caller, Person } from '../people/roles.ts';
import { type CallerOf, cookieScope, type GuardOptions } from './guard.ts';
import { isPrivate } from './requestOrigin.ts';
import { noSessionCookie, sessionCookie } from './sessionCookie.ts';

const typed = z.string().min(1, 'something is needed').max(200, 'at most 200 characters are taken');
const signInBody = z.strictObject({ name: typed, password: typed });
const passwordBody = z.strictObject({ current: typed, next: z.string().max(400) });
const signOutQuery = z.strictObject({ everywhere: z.enum(['true']).optional() });

/** Adds the four routes. */
export function addSessionRoutes(server: FastifyInstance, options: GuardOptions, callerOf: CallerOf): void {
  const { people } = options;
  const routes = server.withTypeProvider<ZodTypeProvider>();
  routes.get('/api/session', { schema: { querystring: z.strictObject({}) } }, async (request, reply) => {
    reply.header('cache-control', 'no-store');
    return whoIs(callerOf(request));
  });
  routes.post('/api/session', { schema: { body: signInBody } }, async (request, reply) => {
    reply.header('cache-control', 'no-store');
    if (!isPrivate(request)) {
      const error = 'a password would cross the network readable: use https';
      return reply.code(403).send({ error });
    }
    const attempt = { ...request.body, address: request.ip };
    const done = await people.signIn(attempt, callerOf(request));
    if (done === 'wrong') return reply.code(401).send({ error: 'name or password is not right' });
    if ('waitMs' in done) return tooMany(reply, done.waitMs);
    reply.header('set-cookie', sessionCookie(cookieScope(request, options), done.token));
    return answerOf(done.person, done.person.hasGivenPassword);
  });
  routes.delete('/api/session', { schema: { querystring: signOutQuery } }, async (request, reply) => {
    people.signOut(callerOf(request), request.query.everywhere === 'true');
    reply.header('set-cookie', noSessionCookie(cookieScope(request, options)));
    return reply.code(204).send();
  });
  routes.post('/api/session/password', { schema: { body: passwordBody } }, async (request, reply) => {
    const caller = callerOf(request);
    if (caller.kind !== 'person') return reply.code(403).send({ error: 'nobody has signed in' });
    const { current, next } = request.body;
    const fault = passwordFault(next, caller.person.id, current);
    if (fault !== null)
      return reply.code(400).send({ error: fault, faults: [{ field: 'next', problem: fault }] });
    const done = await people.changePassword(caller, { current, next, address: request.ip });
    if (done === 'wrong') return reply.code(403).send({ error: 'the current password is not right' });
    if (typeof done === 'object') return tooMany(reply, done.waitMs);
    return reply.code(204).send();
  });
}

function tooMany(reply: FastifyReply, waitMs: number): FastifyReply {
  const seconds = Math.ceil(waitMs / 1_000);
  return reply
    .code(429)
    .header('retry-after', String(seconds))
    .send({ error: `too many tries; the next one is taken in ${seconds} s` });
}

function whoIs(caller: Caller) {
  if (caller.kind === 'person') return answerOf(caller.person, caller.hasGivenPassword);
  const open = caller.kind === 'open';
  return { person: null, roles: [], workshops: [], open, hasGivenPassword: false };
}

function answerOf({ id, roles, workshops }: Person, hasGivenPassword: boolean) {
  return { person: id, roles, workshops, open: false, hasGivenPassword };
}
