// `/api/own`: what an owner reads and says of his own workshops. Each change is a new version of an entry and a line of
// the audit log in one transaction; boards hear of it at once. Nobody speaks for a shop that is not his.
import { randomUUID } from 'node:crypto';
import { localDate, shiftCalendarSchema, type TimestampMs } from '@nakamawashi/machine-model';
import type { Clock } from '@nakamawashi/runtime';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Board } from '../board/board.ts';
import type { CapacityBook } from '../capacity/capacityBook.ts';
import { changeCalendar } from '../directory/changeCalendar.ts';
import { bookingsOf } from '../directory/directory.ts';
import type { Workshop } from '../directory/entryKinds.ts';
import type { PlanBook } from '../directory/planBook.ts';
import type { Records } from '../directory/records.ts';
import { noVersion, outcomeFault, versionSeen } from './entryOutcome.ts';
import type { CallerOf } from './guard.ts';
import {
  bookingBody,
  bookingOf,
  pauseBody,
  pauseEnd,
  sharingBody,
  stanceBody,
  stanceSaid,
  withLevel,
} from './ownChange.ts';
import { ownView } from './ownView.ts';

export interface OwnDesk {
  readonly clock: Clock;
  readonly records: Records;
  readonly board: Board;
  readonly capacity: CapacityBook;
  readonly plans: PlanBook;
}

/** Who speaks, for which workshop, when. */
interface Word {
  readonly person: string;
  readonly workshop: Workshop;
  readonly at: TimestampMs;
  readonly today: string;
}

/** What comes of a word: nothing more to say, or why it was refused. */
type Outcome = { readonly code: number; readonly error: string } | null;

const mostBookings = 200;
const shortId = z.string().max(100);
const ofWorkshop = z.strictObject({ workshop: shortId });
const noQuery = z.strictObject({});

/** Adds the routes. */
export function addOwnRoutes(server: FastifyInstance, desk: OwnDesk, callerOf: CallerOf): void {
  const { clock, records, plans } = desk;
  const { members, audit } = records;
  const typed = server.withTypeProvider<ZodTypeProvider>();
  const take: Take = (request, reply, id, say) => {
    reply.header('cache-control', 'no-store');
    const caller = callerOf(request);
    const workshop = members.now().workshops.get(id);
    const person = caller.kind === 'person' ? caller.person : null;
    if (person === null || workshop === undefined || !person.workshops.includes(id))
      return reply.code(403).send({ error: 'this is for the owner of the workshop alone' });
    const at = clock.now();
    const word: Word = { person: person.id, workshop, at, today: localDate(at, plans.timeZone) };
    const note = (deed: string, detail: string): void =>
      audit.note({ at, person: person.id, deed, subject: id, detail });
    const outcome = members.together(() => say(word, note));
    return outcome === null
      ? reply.code(204).send()
      : reply.code(outcome.code).send({ error: outcome.error });
  };
  typed.get('/api/own', { schema: { querystring: noQuery } }, async (request, reply) => {
    const caller = callerOf(request);
    const at = clock.now();
    reply.header('cache-control', 'no-store');
    const directory = members.now();
    const own = caller.kind === 'person' ? caller.person.workshops : [];
    const workshops = own.flatMap((id) => directory.workshops.get(id) ?? []);
    const sources = { board: desk.board, book: desk.capacity, plans, directory, audit };
    return {
      at,
      timeZone: plans.timeZone,
      firstDate: localDate(at, plans.timeZone),
      workshops: workshops.map((workshop) => ownView(sources, workshop, at)),
    };
  });
  const path = '/api/own/:workshop';
  typed.put(`${path}/stance`, { schema: { params: ofWorkshop, body: stanceBody } }, (request, reply) =>
    take(request, reply, request.params.workshop, (word, note) => {
      const body = stanceSaid(request.body.answer, word.today, word.at);
      members.change({ kind: 'stance', id: word.workshop.id, body, person: word.person, at: word.at });
      note('stance.said', `${body.answer} for the week of ${body.week}`);
      return null;
    }),
  );
  addWorkshopChanges(server, desk, take);
  addBookings(server, desk, take);
}

type Take = (
  request: FastifyRequest,
  reply: FastifyReply,
  id: string,
  say: (word: Word, note: (deed: string, detail: string) => void) => Outcome,
) => FastifyReply;

/** Pause, levels, and the word that the calendar is right. */
function addWorkshopChanges(server: FastifyInstance, desk: OwnDesk, take: Take): void {
  const { records, plans } = desk;
  const { members } = records;
  const typed = server.withTypeProvider<ZodTypeProvider>();
  const path = '/api/own/:workshop';
  const write = ({ person, at }: Word, body: Workshop): void => {
    members.change({ kind: 'workshop', id: body.id, body, person, at });
  };
  typed.put(`${path}/pause`, { schema: { params: ofWorkshop, body: pauseBody } }, (request, reply) =>
    take(request, reply, request.params.workshop, (word, note) => {
      const pausedUntil = pauseEnd(request.body.until, word.today, plans.timeZone);
      write(word, { ...word.workshop, pausedUntil });
      note('sharing.paused', request.body.until ?? 'ended');
      return null;
    }),
  );
  addOwnCalendar(server, desk, take);
  typed.put(`${path}/sharing`, { schema: { params: ofWorkshop, body: sharingBody } }, (request, reply) =>
    take(request, reply, request.params.workshop, (word) => {
      const next = withLevel(word.workshop, request.body, word);
      if (next === 'no-machine') return { code: 404, error: 'no such machine is written down' };
      if (next === 'consent-needed')
        return { code: 409, error: 'raising a level needs the consent to its text' };
      write(word, next);
      return null;
    }),
  );
}

const calendarBody = z.strictObject({ calendar: shiftCalendarSchema.optional() });

/** The owner's word that the calendar is right, as it is or as he changed it. */
function addOwnCalendar(server: FastifyInstance, { records }: OwnDesk, take: Take): void {
  const { members } = records;
  const typed = server.withTypeProvider<ZodTypeProvider>();
  const schema = { params: ofWorkshop, body: calendarBody };
  typed.put('/api/own/:workshop/calendar', { schema }, (request, reply) =>
    take(request, reply, request.params.workshop, ({ workshop, person, at }, note) => {
      const { calendar } = request.body;
      const basedOn = versionSeen(request);
      if (calendar !== undefined) {
        if (basedOn === null) return { code: 428, error: noVersion };
        const own = { workshop: workshop.id, calendar, basedOn, isForAll: false, person, at };
        const fault = outcomeFault(changeCalendar(records, own));
        if (fault !== null) return fault;
      }
      const now = members.now().workshops.get(workshop.id) ?? workshop;
      const body = { ...now, calendarConfirmedAt: at };
      members.change({ kind: 'workshop', id: workshop.id, body, person, at });
      note('calendar.confirmed', now.calendar);
      return null;
    }),
  );
}

/** Block-outs and holds. */
function addBookings(server: FastifyInstance, { records, plans }: OwnDesk, take: Take): void {
  const { members } = records;
  const typed = server.withTypeProvider<ZodTypeProvider>();
  const path = '/api/own/:workshop/bookings';
  typed.post(path, { schema: { params: ofWorkshop, body: bookingBody } }, (request, reply) =>
    take(request, reply, request.params.workshop, ({ workshop, person, at }, note) => {
      const { machine } = request.body;
      if (machine !== null && !workshop.machines.some(({ id }) => id === machine))
        return { code: 404, error: 'no such machine is written down' };
      if (bookingsOf(members.now(), workshop.id).length >= mostBookings)
        return { code: 409, error: `at most ${mostBookings} entries are kept; remove old ones` };
      const body = bookingOf(workshop.id, request.body, plans.timeZone);
      members.change({ kind: 'booking', id: randomUUID(), body, person, at });
      note('booking.added', `${machine ?? 'all machines'}: ${body.hours} h, ${body.kind}`);
      return null;
    }),
  );
  const ofBooking = z.strictObject({ workshop: shortId, booking: shortId });
  typed.delete(
    `${path}/:booking`,
    { schema: { params: ofBooking, querystring: noQuery } },
    (request, reply) =>
      take(request, reply, request.params.workshop, ({ workshop, person, at }, note) => {
        const { booking: id } = request.params;
        if (members.now().bookings.get(id)?.workshop !== workshop.id)
          return { code: 404, error: 'no such entry is written down' };
        members.change({ kind: 'booking', id, body: null, person, at });
        note('booking.removed', id);
        return null;
      }),
  );
}
