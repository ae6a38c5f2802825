// Calendars over HTTP: a year at a glance, templates before anything is written, a change for one workshop that leaves
// the others theirs, and an owner who changes and confirms his own and nobody else's.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answers } from '../../cloud-aggregator/src/api/answers.ts';
import { type Peopled, startPeopled, type Who } from './peopled.ts';

let peopled: Peopled;
beforeAll(async () => {
  peopled = await startPeopled();
});
afterAll(() => peopled?.stop());

interface Shift {
  from: string;
  until: string;
  breaks: object[];
}
interface Year {
  version: number;
  id: string;
  others: number;
  holidays: string;
  confirmedAt: number | null;
  calendar: { timeZone: string; patterns: object[]; exceptions: { from: string; shifts: Shift[] }[] };
  days: { date: string; hours: number; exception: number | null; holiday: { ja: string } | null }[];
}
function call(
  who: Who,
  method: string,
  path: string,
  ...[body, version]: [object?, number?]
): Promise<Response> {
  const base = peopled.aggregator.url;
  const headers = {
    origin: base,
    'sec-fetch-site': 'same-origin',
    ...peopled.keys.get(who),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
  };
  return fetch(`${base}/api/${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}
const yearOf = async (shop: string, year = 2027): Promise<Year> =>
  (await call('office', 'GET', `workshops/${shop}/calendar?year=${year}`)).json() as Promise<Year>;

describe('a workshop’s year', () => {
  it('is there day by day with holidays, and says when those are not announced yet', async () => {
    const year = await yearOf('kamata', 2026);
    answers['GET /api/workshops/:workshop/calendar']?.answer?.parse(year);
    expect(year.days).toHaveLength(365);
    expect(year.days[0]).toMatchObject({ date: '2026-01-01', hours: 24, holiday: { ja: '元日' } });
    expect(year).toMatchObject({ id: 'always', others: 1, holidays: 'announced' });
    expect((await yearOf('kamata', 2030)).holidays).toBe('forecast');
    const far = await yearOf('kamata', 2090);
    expect(far.holidays).toBe('absent');
    expect(far.days.filter(({ holiday }) => holiday !== null)).toEqual([]);
  });

  it('is shown to the office, and of owners to the own one', async () => {
    expect((await call('owner', 'GET', 'workshops/kamata/calendar?year=2027')).status).toBe(200);
    expect((await call('owner', 'GET', 'workshops/rokugo/calendar?year=2027')).status).toBe(403);
    expect((await call('office', 'GET', 'workshops/nowhere/calendar?year=2027')).status).toBe(404);
  });

  it('is tried out with a template before anything is written', async () => {
    const before = await yearOf('rokugo');
    const asked = { calendar: before.calendar, year: 2027, template: 'obon' };
    const tried = (await (await call('office', 'POST', 'calendar-year', asked)).json()) as Year;
    answers['POST /api/calendar-year']?.answer?.parse(tried);
    const closed = tried.days.filter(({ hours }) => hours === 0).map(({ date }) => date);
    expect(closed).toEqual(['2027-08-13', '2027-08-14', '2027-08-15', '2027-08-16']);
    expect(await yearOf('rokugo')).toEqual(before);
    expect((await call('office', 'POST', 'calendar-year', { ...asked, template: 'all' })).status).toBe(400);
  });
});

describe('a change of a calendar', () => {
  const closedOn = (calendar: Year['calendar'], date: string): object => ({
    ...calendar,
    exceptions: [...calendar.exceptions, { from: date, through: date, shifts: [] }],
  });

  it('is for one workshop alone, and who comes second is told', async () => {
    const { calendar, version, others } = await yearOf('rokugo');
    expect(others).toBe(1);
    const body = { calendar: closedOn(calendar, '2027-06-01') };
    const path = 'workshops/rokugo/calendar';
    expect((await call('office', 'PUT', path, body)).status).toBe(428);
    expect((await call('office', 'PUT', path, body, version + 7)).status).toBe(412);
    expect((await call('office', 'PUT', path, body, version)).status).toBe(200);
    const mine = await yearOf('rokugo');
    expect(mine).toMatchObject({ id: 'rokugo', others: 0, version: 1 });
    expect(mine.days.find(({ date }) => date === '2027-06-01')?.hours).toBe(0);
    const theirs = await yearOf('kamata');
    expect(theirs).toMatchObject({ id: 'always', others: 0, version });
    expect(theirs.days.every(({ hours }) => hours === 24)).toBe(true);
    // Its own by now: the same address changes it in place.
    expect((await call('administrator', 'PUT', path, { calendar }, mine.version)).status).toBe(200);
    expect(await yearOf('rokugo')).toMatchObject({ id: 'rokugo', version: 2 });
    const noted = peopled.records((database) =>
      database
        .prepare("SELECT person, subject FROM audit WHERE deed = 'calendar.changed' ORDER BY key")
        .all(),
    );
    expect(noted.map(({ person, subject }) => `${person} ${subject}`)).toEqual([
      'office rokugo',
      'administrator rokugo',
    ]);
  });

  it('is the owner’s for his own, and his word that it is right', async () => {
    const { calendar, version } = await yearOf('kamata');
    const changed = { calendar: closedOn(calendar, '2027-06-02') };
    expect((await call('owner', 'PUT', 'own/rokugo/calendar', {})).status).toBe(403);
    expect((await call('owner', 'PUT', 'own/kamata/calendar', changed)).status).toBe(428);
    expect((await call('owner', 'PUT', 'own/kamata/calendar', changed, version + 1)).status).toBe(412);
    expect((await yearOf('kamata')).confirmedAt).toBe(null);
    expect((await call('owner', 'PUT', 'own/kamata/calendar', changed, version)).status).toBe(204);
    const after = await yearOf('kamata');
    expect(after.days.find(({ date }) => date === '2027-06-02')?.hours).toBe(0);
    expect(after.confirmedAt).toBeGreaterThan(0);
  });

  it('is refused with its faults when it makes no sense', async () => {
    const { calendar, version } = await yearOf('kamata');
    const answer = await call(
      'office',
      'PUT',
      'workshops/kamata/calendar',
      {
        calendar: { ...calendar, timeZone: 'Asia/Ota' },
      },
      version,
    );
    expect(answer.status).toBe(400);
    expect((await answer.json()).faults).toMatchObject([{ field: 'calendar/timeZone' }]);
  });
});
