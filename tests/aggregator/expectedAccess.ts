// Who may use which route, written down apart from the program's own table; all others are refused.
import { lastMonth, type Who } from './peopled.ts';

export const everybody: readonly Who[] = [
  'owner',
  'desk',
  'office',
  'reviewer',
  'administrator',
  'nobody',
  'board',
  'utilisation',
  'metrics',
];

/** One way to ask for each route, and who gets in. */
export const expectedAccess: readonly {
  readonly route: string;
  readonly path: string;
  readonly for: readonly Who[];
  /** What who may ask is answered, where it is not 200 to a question or 400 to a change without meaning. */
  readonly inside?: number;
}[] = [
  { route: 'GET /', path: '/', for: everybody },
  { route: 'GET /*', path: '/icon.svg', for: everybody },
  { route: 'GET /health', path: '/health', for: everybody },
  { route: 'GET /metrics', path: '/metrics', for: ['administrator', 'metrics'] },
  {
    route: 'GET /api/machines',
    path: '/api/machines',
    for: ['owner', 'desk', 'office', 'administrator', 'board'],
  },
  { route: 'GET /api/live', path: '/api/live', for: ['owner', 'desk', 'office', 'administrator', 'board'] },
  { route: 'GET /api/capacity', path: '/api/capacity', for: ['desk', 'office', 'administrator', 'board'] },
  {
    route: 'GET /api/capacity/lines',
    path: '/api/capacity/lines',
    for: ['desk', 'office', 'administrator', 'board'],
  },
  {
    route: 'GET /api/workshops/:workshop',
    path: '/api/workshops/kamata',
    for: ['desk', 'office', 'administrator'],
  },
  {
    route: 'GET /api/data-health',
    path: '/api/data-health',
    for: ['desk', 'office', 'administrator', 'board'],
  },
  { route: 'GET /api/own', path: '/api/own', for: ['owner'] },
  { route: 'PUT /api/own/:workshop/stance', path: '/api/own/kamata/stance', for: ['owner'] },
  { route: 'PUT /api/own/:workshop/pause', path: '/api/own/kamata/pause', for: ['owner'] },
  { route: 'PUT /api/own/:workshop/calendar', path: '/api/own/kamata/calendar', for: ['owner'] },
  { route: 'PUT /api/own/:workshop/sharing', path: '/api/own/kamata/sharing', for: ['owner'] },
  { route: 'POST /api/own/:workshop/bookings', path: '/api/own/kamata/bookings', for: ['owner'] },
  {
    route: 'DELETE /api/own/:workshop/bookings/:booking',
    path: '/api/own/kamata/bookings/none?nonsense=1',
    for: ['owner'],
  },
  {
    route: 'POST /api/workshops/:workshop/answer-link',
    path: '/api/workshops/kamata/answer-link?nonsense=1',
    for: ['office', 'administrator'],
  },
  { route: 'GET /api/answer', path: '/api/answer', for: everybody, inside: 410 },
  { route: 'POST /api/answer', path: '/api/answer', for: everybody },
  { route: 'GET /api/people', path: '/api/people', for: ['administrator'] },
  { route: 'POST /api/people', path: '/api/people', for: ['administrator'] },
  { route: 'PUT /api/people/:person/rights', path: '/api/people/nobody/rights', for: ['administrator'] },
  { route: 'PUT /api/people/:person/lock', path: '/api/people/nobody/lock', for: ['administrator'] },
  { route: 'POST /api/people/:person/password', path: '/api/people/nobody/password', for: ['administrator'] },
  {
    route: 'DELETE /api/people/:person/sessions',
    path: '/api/people/nobody/sessions?nonsense=1',
    for: ['administrator'],
  },
  { route: 'DELETE /api/people/:person', path: '/api/people/nobody?nonsense=1', for: ['administrator'] },
  { route: 'GET /api/tokens', path: '/api/tokens', for: ['administrator'] },
  { route: 'POST /api/tokens', path: '/api/tokens', for: ['administrator'] },
  { route: 'DELETE /api/tokens/:token', path: '/api/tokens/none?nonsense=1', for: ['administrator'] },
  {
    route: 'GET /api/workshops/:workshop/calendar',
    path: '/api/workshops/kamata/calendar?year=2026',
    for: ['owner', 'office', 'administrator'],
  },
  {
    route: 'PUT /api/workshops/:workshop/calendar',
    path: '/api/workshops/kamata/calendar',
    for: ['office', 'administrator'],
  },
  {
    route: 'POST /api/calendar-year',
    path: '/api/calendar-year',
    for: ['owner', 'office', 'administrator'],
  },
  { route: 'GET /api/directory', path: '/api/directory', for: ['office', 'administrator'] },
  { route: 'PUT /api/directory', path: '/api/directory', for: ['office', 'administrator'] },
  {
    route: 'GET /api/directory/:kind/:id',
    path: '/api/directory/workshop/kamata',
    for: ['office', 'administrator'],
  },
  {
    route: 'GET /api/directory/:kind/:id/history',
    path: '/api/directory/calendar/always/history',
    for: ['office', 'administrator'],
  },
  {
    route: 'PUT /api/directory/:kind/:id',
    path: '/api/directory/region/ota',
    for: ['office', 'administrator'],
  },
  {
    route: 'DELETE /api/directory/:kind/:id',
    path: '/api/directory/region/ota?nonsense=1',
    for: ['office', 'administrator'],
  },
  {
    route: 'PUT /api/directory/workshop/:id/contacts',
    path: '/api/directory/workshop/kamata/contacts',
    for: ['office', 'administrator'],
  },
  {
    route: 'PUT /api/directory/workshop/:id/machines/:machine',
    path: '/api/directory/workshop/kamata/machines/lathe-1',
    for: ['office', 'administrator'],
  },
  {
    route: 'DELETE /api/directory/workshop/:id/machines/:machine',
    path: '/api/directory/workshop/kamata/machines/lathe-1?nonsense=1',
    for: ['office', 'administrator'],
  },
  { route: 'GET /api/audit', path: '/api/audit', for: ['administrator'] },
  { route: 'GET /api/boxes', path: '/api/boxes', for: ['office', 'administrator'] },
  {
    route: 'POST /api/boxes/:workshop/code',
    path: '/api/boxes/kamata/code',
    for: ['office', 'administrator'],
  },
  {
    route: 'DELETE /api/boxes/:workshop',
    path: '/api/boxes/kamata?nonsense=1',
    for: ['office', 'administrator'],
  },
  {
    route: 'GET /api/utilisation',
    path: '/api/utilisation?from=2026-10-01&until=2026-11-01&by=workshop&bucket=month',
    for: ['owner', 'desk', 'office', 'reviewer', 'administrator', 'utilisation'],
  },
  {
    route: 'GET /api/exports',
    path: '/api/exports',
    for: ['owner', 'desk', 'office', 'reviewer', 'administrator', 'utilisation'],
  },
  {
    route: 'GET /api/exports/:month',
    path: `/api/exports/${lastMonth}?edition=public&format=json`,
    for: ['owner', 'desk', 'office', 'reviewer', 'administrator', 'utilisation'],
  },
  {
    route: 'GET /api/exports/:month/key-figures',
    path: `/api/exports/${lastMonth}/key-figures`,
    for: ['owner', 'desk', 'office', 'reviewer', 'administrator', 'utilisation'],
  },
  { route: 'GET /api/docs', path: '/api/docs', for: everybody },
  { route: 'GET /api/session', path: '/api/session', for: everybody },
  { route: 'POST /api/session', path: '/api/session', for: everybody },
  { route: 'DELETE /api/session', path: '/api/session?nonsense=1', for: everybody },
  {
    route: 'POST /api/session/password',
    path: '/api/session/password',
    for: ['owner', 'desk', 'office', 'reviewer', 'administrator'],
  },
  { route: 'POST /api/enrolment', path: '/api/enrolment', for: everybody },
  { route: 'POST /api/enrolment/renew', path: '/api/enrolment/renew', for: everybody },
];
