// Pure: every route of the aggregator and who may use it, in one table. A route that is missing here stops the start.
// A new route gets a line; whether its answer depends on who asks (own rows, codes) is the route's own business.
import type { Caller, Role, Scope } from './roles.ts';

interface RouteAccess {
  /** Everybody, signed in or not. */
  readonly everybody?: true;
  readonly roles?: readonly Role[];
  /** A machine's token with this scope. */
  readonly scope?: Scope;
  /** Whoever asks from this computer itself, not through a proxy. */
  readonly loopback?: true;
  /** Of whoever asks the name must be known: not for anybody where nobody signs in. */
  readonly named?: true;
  /** Also for whoever has a password that somebody else made. */
  readonly withGivenPassword?: true;
  /** Boxes and not browsers ask: they send no Origin, and no cookie counts. */
  readonly forBoxes?: true;
}

const members: readonly Role[] = ['owner', 'desk', 'office', 'administrator'];
/** Who does the desk's work. */
const desk: readonly Role[] = ['desk', 'office', 'administrator'];
/** What changes who may do what is never open. */
const administration: RouteAccess = { roles: ['administrator'], named: true };
/** Who minds the members' directory and calendars. */
const office: readonly Role[] = ['office', 'administrator'];
/** What lets boxes in and shuts them out. */
const boxes: RouteAccess = { roles: office, named: true };
const people: readonly Role[] = [...members, 'reviewer'];

/** Access by method and path; HEAD goes with GET. */
export const routeAccess: Readonly<Record<string, RouteAccess>> = {
  'GET /': { everybody: true },
  'GET /*': { everybody: true },
  'GET /health': { everybody: true },
  'GET /metrics': { roles: ['administrator'], scope: 'metrics', loopback: true },
  'GET /api/machines': { roles: members, scope: 'read:board' },
  'GET /api/live': { roles: members, scope: 'read:board' },
  'GET /api/capacity': { roles: desk, scope: 'read:board' },
  'GET /api/capacity/lines': { roles: desk, scope: 'read:board' },
  'GET /api/workshops/:workshop': { roles: desk },
  'GET /api/data-health': { roles: desk, scope: 'read:board' },
  'GET /api/own': { roles: ['owner'] },
  'PUT /api/own/:workshop/stance': { roles: ['owner'] },
  'PUT /api/own/:workshop/pause': { roles: ['owner'] },
  'PUT /api/own/:workshop/calendar': { roles: ['owner'] },
  'PUT /api/own/:workshop/sharing': { roles: ['owner'] },
  'POST /api/own/:workshop/bookings': { roles: ['owner'] },
  'DELETE /api/own/:workshop/bookings/:booking': { roles: ['owner'] },
  'POST /api/workshops/:workshop/answer-link': { roles: ['office', 'administrator'] },
  'GET /api/answer': { everybody: true },
  'POST /api/answer': { everybody: true },
  'GET /api/people': administration,
  'POST /api/people': administration,
  'PUT /api/people/:person/rights': administration,
  'PUT /api/people/:person/lock': administration,
  'POST /api/people/:person/password': administration,
  'DELETE /api/people/:person/sessions': administration,
  'DELETE /api/people/:person': administration,
  'GET /api/tokens': administration,
  'POST /api/tokens': administration,
  'DELETE /api/tokens/:token': administration,
  'GET /api/workshops/:workshop/calendar': { roles: ['owner', ...office] },
  'PUT /api/workshops/:workshop/calendar': { roles: office },
  'POST /api/calendar-year': { roles: ['owner', ...office] },
  'GET /api/directory': { roles: office },
  'PUT /api/directory': { roles: office },
  'GET /api/directory/:kind/:id': { roles: office },
  'GET /api/directory/:kind/:id/history': { roles: office },
  'PUT /api/directory/:kind/:id': { roles: office },
  'DELETE /api/directory/:kind/:id': { roles: office },
  'PUT /api/directory/workshop/:id/contacts': { roles: office },
  'PUT /api/directory/workshop/:id/machines/:machine': { roles: office },
  'DELETE /api/directory/workshop/:id/machines/:machine': { roles: office },
  'GET /api/audit': administration,
  'GET /api/boxes': boxes,
  'POST /api/boxes/:workshop/code': boxes,
  'DELETE /api/boxes/:workshop': boxes,
  'GET /api/utilisation': { roles: people, scope: 'read:utilisation' },
  'GET /api/exports': { roles: people, scope: 'read:utilisation' },
  'GET /api/exports/:month': { roles: people, scope: 'read:utilisation' },
  'GET /api/exports/:month/key-figures': { roles: people, scope: 'read:utilisation' },
  'GET /api/docs': { everybody: true },
  'GET /api/session': { everybody: true },
  'POST /api/session': { everybody: true },
  'DELETE /api/session': { everybody: true },
  'POST /api/session/password': { roles: people, withGivenPassword: true },
  'POST /api/enrolment': { everybody: true, forBoxes: true },
  'POST /api/enrolment/renew': { everybody: true, forBoxes: true },
};

/** The line for a route, or undefined when it is missing. */
export function accessOf(method: string, path: string): RouteAccess | undefined {
  const line = `${method === 'HEAD' ? 'GET' : method} ${path}`;
  return Object.hasOwn(routeAccess, line) ? routeAccess[line] : undefined;
}

/** Whether somebody may use a route; `sign-in` when nobody is known to ask, `password` when he has to choose one. */
export function decide(
  access: RouteAccess,
  caller: Caller,
  isLoopback: boolean,
): 'yes' | 'sign-in' | 'password' | 'no' {
  if (access.everybody === true) return 'yes';
  if (caller.kind === 'open') return access.named === true ? 'no' : 'yes';
  if (access.loopback === true && isLoopback) return 'yes';
  if (caller.kind === 'nobody') return 'sign-in';
  if (caller.kind === 'token')
    return access.scope !== undefined && caller.scopes.includes(access.scope) ? 'yes' : 'no';
  if (access.roles?.some((role) => caller.person.roles.includes(role)) !== true) return 'no';
  return caller.hasGivenPassword && access.withGivenPassword !== true ? 'password' : 'yes';
}
