// The one door of all routes. In this order: may this line ask at all, who asks, is a change asked for by our own page,
// and does the table of routes let him in. Promise: a route that is not in the table cannot be served.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { HttpConfig } from '../httpConfig.ts';
import type { People } from '../people/people.ts';
import type { Caller } from '../people/roles.ts';
import { accessOf, decide } from '../people/routeAccess.ts';
import { isFromHere, isFromOwnPage, lineFault, trustedProxies } from './requestOrigin.ts';
import { securityHeaders } from './securityHeaders.ts';
import { type CookieScope, tokenIn } from './sessionCookie.ts';

export interface GuardOptions {
  readonly http: HttpConfig;
  readonly consortium: string;
  readonly people: People;
}

/** Tells who asks; a route asks it when its answer differs by person. */
export type CallerOf = (request: FastifyRequest) => Caller;

/** Puts the door before every route that is added from now on. */
export function addGuard(server: FastifyInstance, options: GuardOptions): CallerOf {
  const { http } = options;
  const isProxy = trustedProxies(http);
  const callers = new WeakMap<FastifyRequest, Caller>();
  server.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) {
      if (accessOf(each, url) === undefined)
        throw new Error(`BUG: ${each} ${url} is not in the table of routes`);
    }
  });
  server.addHook('onRequest', async (request, reply) => {
    reply.headers(securityHeaders(request.protocol === 'https'));
    const fault = lineFault(request, http, isProxy);
    if (fault !== null) return refuse(reply, 403, fault);
    const path = request.routeOptions.url;
    if (path === undefined) return;
    const access = accessOf(request.method, path);
    if (access === undefined) throw new Error(`BUG: ${request.method} ${path} is not in the table of routes`);
    const isForPeople = access.forBoxes !== true;
    const caller = isForPeople ? callerOf(request, options) : nobody;
    callers.set(request, caller);
    if (isForPeople && caller.kind === 'nobody' && bearer.test(request.headers.authorization ?? ''))
      return refuse(reply, 401, 'this token is not known, or its time is over');
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (!isRead && isForPeople && !isFromOwnPage(request))
      return refuse(reply, 403, 'changes are taken from our own pages only');
    const verdict = decide(access, caller, isFromHere(request));
    if (verdict === 'sign-in') return refuse(reply, 401, 'sign in first');
    if (verdict === 'password')
      return refuse(reply, 403, 'your password was made by somebody else: choose one of your own first');
    if (verdict === 'no') return refuse(reply, 403, 'this is not for your role');
  });
  return (request) => callers.get(request) ?? nobody;
}

const nobody: Caller = { kind: 'nobody' };
const bearer = /^Bearer +/i;

/** The scope of the cookie on the line of this request. */
export function cookieScope(request: FastifyRequest, { consortium }: GuardOptions): CookieScope {
  return { consortium, isSecure: request.protocol === 'https' };
}

/** A token goes before a cookie; one that does not count is not made good by it. Other schemes are a proxy's own. */
function callerOf(request: FastifyRequest, options: GuardOptions): Caller {
  if (options.http.open) return { kind: 'open' };
  const { authorization, cookie } = request.headers;
  if (authorization !== undefined && bearer.test(authorization))
    return options.people.byToken(authorization.replace(bearer, ''));
  const token = tokenIn(cookie, cookieScope(request, options));
  return token === null ? nobody : options.people.bySession(token);
}

async function refuse(reply: FastifyReply, code: number, error: string): Promise<void> {
  await reply.code(code).header('cache-control', 'no-store').send({ error });
}
