// The table of routes: a route that is missing in it stops the start, a line without a route is a left-over, and who a
// caller is decides alone.

import fc from 'fast-check';
import fastify, { type FastifyInstance } from 'fastify';
import { describe, expect, it } from 'vitest';
import { type HttpConfig, httpSchema } from '../httpConfig.ts';
import type { People } from '../people/people.ts';
import { type Caller, role, roleFault, scope, sightOf } from '../people/roles.ts';
import { decide, routeAccess } from '../people/routeAccess.ts';
import { addGuard } from './guard.ts';
import { isFromOwnPage, trustedProxies } from './requestOrigin.ts';
import { tokenIn } from './sessionCookie.ts';

const plainHttp: HttpConfig = { ...httpSchema.parse({}), tls: undefined };
const guarded = (): FastifyInstance => {
  const server = fastify();
  addGuard(server, { http: plainHttp, consortium: 'ota', people: {} as unknown as People });
  return server;
};

describe('the table of routes', () => {
  it('stops a route that is not in it', () => {
    expect(() => guarded().get('/api/new', async () => 'x')).toThrow(
      /BUG: GET \/api\/new is not in the table/,
    );
    expect(() => guarded().post('/api/machines', async () => 'x')).toThrow(/BUG: POST/);
    expect(() => guarded().get('/api/machines', async () => 'x')).not.toThrow();
  });

  it('gives nobody anything but what is for everybody', () => {
    const open = Object.entries(routeAccess).filter(
      ([, access]) => decide(access, { kind: 'nobody' }, false) === 'yes',
    );
    expect(open.map(([route]) => route)).toEqual([
      'GET /',
      'GET /*',
      'GET /health',
      // By a link's secret, which the routes ask for themselves.
      'GET /api/answer',
      'POST /api/answer',
      'GET /api/docs',
      'GET /api/session',
      'POST /api/session',
      'DELETE /api/session',
      'POST /api/enrolment',
      'POST /api/enrolment/renew',
    ]);
  });

  it('never lets more roles or scopes take a right away', () => {
    const somebody = fc.oneof(
      fc.record({
        kind: fc.constant('person' as const),
        person: fc.record({
          id: fc.constant('a'),
          roles: fc.subarray(role.options),
          workshops: fc.constant([]),
        }),
        session: fc.constant(''),
        hasGivenPassword: fc.boolean(),
      }),
      fc.record({
        kind: fc.constant('token' as const),
        made: fc.constant(0),
        name: fc.constant('t'),
        scopes: fc.subarray(scope.options),
      }),
    );
    fc.assert(
      fc.property(
        somebody,
        fc.constantFrom(...Object.values(routeAccess)),
        fc.boolean(),
        (caller, access, here) => {
          const all: Caller =
            caller.kind === 'token'
              ? { ...caller, scopes: scope.options }
              : { ...caller, person: { ...caller.person, roles: role.options } };
          if (decide(access, caller, here) === 'yes') expect(decide(access, all, here)).toBe('yes');
        },
      ),
    );
  });

  it('open nothing of one’s own to a password that somebody else made, but the way to another', () => {
    const all: Caller = {
      kind: 'person',
      person: { id: 'a', roles: role.options, workshops: [] },
      session: '',
      hasGivenPassword: true,
    };
    const open = Object.entries(routeAccess).filter(([, access]) => decide(access, all, false) === 'yes');
    const own = open.filter(([, { everybody }]) => everybody !== true).map(([route]) => route);
    expect(own).toEqual(['POST /api/session/password']);
  });
});

describe('roles', () => {
  it('show a reviewer no names, whatever else is asked for', () => {
    fc.assert(
      fc.property(fc.subarray(role.options), fc.subarray(['kamata', 'rokugo']), (roles, workshops) => {
        if (roleFault({ roles, workshops }) !== null || !roles.includes('reviewer')) return;
        expect(
          sightOf({
            kind: 'person',
            person: { id: 'r', roles, workshops },
            session: '',
            hasGivenPassword: false,
          }),
        ).toBe('codes');
      }),
    );
  });
});

describe('where a request comes from', () => {
  it('is believed of the named proxies alone', () => {
    const isProxy = trustedProxies({ ...plainHttp, trustedProxies: ['10.1.0.0/16', '2001:db8::7'] });
    expect(['10.1.9.9', '::ffff:10.1.9.9', '2001:db8::7'].map(isProxy)).toEqual([true, true, true]);
    expect(['10.2.0.1', '127.0.0.1', '2001:db8::8', ''].map(isProxy)).toEqual([false, false, false, false]);
  });

  it.each([
    [{ 'sec-fetch-site': 'same-origin' }, true],
    [{ 'sec-fetch-site': 'same-site', origin: 'https://board.example' }, false],
    [{ 'sec-fetch-site': 'none' }, false],
    [{ origin: 'https://board.example' }, true],
    [{ origin: 'https://BOARD.example:443' }, true],
    [{ origin: 'http://board.example' }, false],
    [{ origin: 'https://board.example.evil.example' }, false],
    [{ origin: 'null' }, false],
    [{}, false],
  ])('%j is our own page: %s', (headers, isOurs) => {
    const request = { headers, protocol: 'https', host: 'board.example' };
    expect(isFromOwnPage(request as unknown as Parameters<typeof isFromOwnPage>[0])).toBe(isOurs);
  });
});

describe('the cookie', () => {
  it('is found among others, and no other text is taken for it or breaks the reading', () => {
    const scopeOf = { consortium: 'ota', isSecure: true };
    expect(tokenIn('a=b; __Host-nakamawashi-ota=t0ken; c', scopeOf)).toBe('t0ken');
    expect(tokenIn('nakamawashi-ota=t0ken', scopeOf)).toBeNull();
    expect(tokenIn('__Host-nakamawashi-ota=', scopeOf)).toBeNull();
    fc.assert(
      fc.property(fc.string(), (text) => {
        const token = tokenIn(text, scopeOf);
        expect(token === null || text.includes(token)).toBe(true);
      }),
    );
  });
});
