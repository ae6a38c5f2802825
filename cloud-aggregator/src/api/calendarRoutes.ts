// `/api/workshops/ID/calendar`: a workshop's year at a glance, and its change by the office; `/api/calendar-year`: the
// same for a calendar that is still being edited, with a template put in. What a year says is reckoned here alone.
import { setImmediate } from 'node:timers/promises';
import { type ShiftCalendar, shiftCalendarSchema } from '@nakamawashi/machine-model';
import type { Bilingual, Clock } from '@nakamawashi/runtime';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { calendarTemplates, withTemplate } from '../directory/calendarTemplates.ts';
import { type CalendarDay, type HolidayYear, monthDays } from '../directory/calendarYear.ts';
import { changeCalendar, othersWith } from '../directory/changeCalendar.ts';
import { holidayYear, nationalHoliday } from '../directory/nationalHolidays.ts';
import type { Records } from '../directory/records.ts';
import type { Caller } from '../people/roles.ts';
import { answerOutcome, noVersion, versionSeen } from './entryOutcome.ts';
import type { CallerOf } from './guard.ts';

export interface CalendarDesk {
  readonly clock: Clock;
  readonly records: Records;
}

/** A year of a calendar, and what is known of its national holidays. */
export interface CalendarYear {
  readonly year: number;
  readonly holidays: HolidayYear;
  readonly calendar: ShiftCalendar;
  readonly days: readonly CalendarDay[];
}

/** The calendar of a workshop in a year. */
export interface WorkshopCalendar extends CalendarYear {
  readonly workshop: { readonly id: string; readonly name: Bilingual };
  readonly id: string;
  readonly version: number;
  /** How many other workshops use it. */
  readonly others: number;
  readonly confirmedAt: number | null;
}

const ofWorkshop = z.strictObject({ workshop: z.string().max(63) });
const year = z.coerce.number().int().min(1990).max(2100);
const yearBody = z.strictObject({
  calendar: shiftCalendarSchema,
  year,
  template: z
    .enum(calendarTemplates, { error: `one of ${calendarTemplates.join(', ')} is needed` })
    .optional(),
});
const changeBody = z.strictObject({ calendar: shiftCalendarSchema, isForAll: z.boolean().default(false) });

export function addCalendarRoutes(server: FastifyInstance, desk: CalendarDesk, callerOf: CallerOf): void {
  const { members } = desk.records;
  const typed = server.withTypeProvider<ZodTypeProvider>();
  const path = '/api/workshops/:workshop/calendar';
  const query = z.strictObject({ year });
  typed.get(path, { schema: { params: ofWorkshop, querystring: query } }, async (request, reply) => {
    void reply.header('cache-control', 'no-store');
    const asked = request.params.workshop;
    if (!sees(callerOf(request), asked))
      return reply.code(403).send({ error: 'this is for the workshop alone' });
    const workshop = members.now().workshops.get(asked);
    const calendar = workshop === undefined ? undefined : members.now().calendars.get(workshop.calendar);
    if (workshop === undefined || calendar === undefined)
      return reply.code(404).send({ error: 'no such workshop or no calendar of it is written down' });
    const version = members.entries.version('calendar', workshop.calendar);
    const answer: WorkshopCalendar = {
      workshop: { id: workshop.id, name: workshop.name },
      id: workshop.calendar,
      version,
      others: othersWith(members.now(), workshop.calendar, workshop.id).length,
      confirmedAt: workshop.calendarConfirmedAt,
      ...(await yearOf(calendar, request.query.year)),
    };
    return reply.header('etag', `"${version}"`).send(answer);
  });
  typed.put(path, { schema: { params: ofWorkshop, body: changeBody } }, (request, reply) => {
    void reply.header('cache-control', 'no-store');
    const caller = callerOf(request);
    if (caller.kind !== 'person')
      return reply.code(403).send({ error: 'a change needs a person: sign in first' });
    const basedOn = versionSeen(request);
    if (basedOn === null) return reply.code(428).send({ error: noVersion });
    const { calendar, isForAll } = request.body;
    const by = { person: caller.person.id, at: desk.clock.now() };
    const change = { workshop: request.params.workshop, calendar, basedOn, isForAll, ...by };
    return answerOutcome(reply, changeCalendar(desk.records, change));
  });
  typed.post('/api/calendar-year', { schema: { body: yearBody } }, async (request, reply) => {
    void reply.header('cache-control', 'no-store');
    const { calendar, template } = request.body;
    const given =
      template === undefined
        ? calendar
        : withTemplate(calendar, template, request.body.year, nationalHoliday);
    return yearOf(given, request.body.year);
  });
}

/** Month by month, with room for others between: a whole year at once would hold everybody up. */
async function yearOf(calendar: ShiftCalendar, wanted: number): Promise<CalendarYear> {
  const days: CalendarDay[] = [];
  for (let month = 1; month <= 12; month++) {
    days.push(...monthDays(calendar, `${wanted}-${String(month).padStart(2, '0')}`, nationalHoliday));
    await setImmediate();
  }
  return { year: wanted, holidays: holidayYear(`${wanted}-01-01`), calendar, days };
}

/** Office and administrator see every calendar, an owner his own. */
function sees(caller: Caller, workshop: string): boolean {
  if (caller.kind !== 'person') return caller.kind === 'open';
  const { roles, workshops } = caller.person;
  return roles.includes('office') || roles.includes('administrator') || workshops.includes(workshop);
}
