// Pure: what the routes of the members' directory answer, for the description of the interface.
import { z } from 'zod';
import { holidayYears } from '../directory/calendarYear.ts';
import { type Answer, bilingual, instant } from './answer.ts';

const fieldChange = z.strictObject({ path: z.string(), before: z.unknown(), after: z.unknown() });
const changedEntry = z.strictObject({
  kind: z.string(),
  id: z.string(),
  name: bilingual.nullable(),
  isNew: z.boolean(),
  fields: z.array(fieldChange),
  version: z.int().nullable(),
});
const newVersion = z.strictObject({ version: z.int() });

const calendarYear = z.strictObject({
  year: z.int(),
  holidays: z
    .enum(holidayYears)
    .describe('the national holidays of the year are announced, a forecast, or not in the list at all'),
  calendar: z.looseObject({}),
  days: z.array(
    z.strictObject({
      date: z.iso.date(),
      weekday: z.int(),
      hours: z.number(),
      exception: z.int().nullable().describe('the place of the exception that holds'),
      note: bilingual.nullable(),
      holiday: bilingual.nullable(),
    }),
  ),
});

/** By method and path, as in the table of access. */
export const directoryAnswers: Readonly<Record<string, Answer>> = {
  'GET /api/workshops/:workshop/calendar': {
    summary: 'A workshop’s calendar and its year day by day; an owner sees his own.',
    answer: calendarYear.extend({
      workshop: z.strictObject({ id: z.string(), name: bilingual }),
      id: z.string(),
      version: z.int(),
      others: z.int().describe('how many other workshops use the same calendar'),
      confirmedAt: instant.nullable(),
    }),
  },
  'PUT /api/workshops/:workshop/calendar': {
    summary: 'Another calendar for a workshop alone, or for all who use it; If-Match names its version.',
    answer: newVersion,
  },
  'POST /api/calendar-year': {
    summary: 'The year of a calendar that is being edited, with a template put in. Changes nothing.',
    answer: calendarYear,
  },
  'GET /api/directory': {
    summary: 'The members’ directory: JSON, or a workbook or csv files to edit and give back.',
  },
  'PUT /api/directory': {
    summary: 'Takes an edited workbook over, whole or not at all; with dryRun=true says what would change.',
    answer: z.strictObject({ dryRun: z.boolean(), changes: z.array(changedEntry) }),
  },
  'GET /api/directory/:kind/:id': {
    summary: 'One entry; its version is also the ETag. With `version` as it was then.',
    answer: z.strictObject({ kind: z.string(), id: z.string(), version: z.int(), entry: z.looseObject({}) }),
  },
  'GET /api/directory/:kind/:id/history': {
    summary: 'Who changed what of an entry, and when; newest first.',
    answer: z.strictObject({
      kind: z.string(),
      id: z.string(),
      versions: z.array(
        z.strictObject({
          version: z.int(),
          person: z.string(),
          at: instant,
          what: z.enum(['new', 'changed', 'removed']),
          fields: z.array(fieldChange),
        }),
      ),
    }),
  },
  'PUT /api/directory/:kind/:id': {
    summary:
      'Another text of an entry; If-Match names the version it was made from, 412 tells who was faster.',
    answer: newVersion,
  },
  'DELETE /api/directory/:kind/:id': {
    summary: 'Takes an entry out, with what belongs to it. 409 while others need it.',
    answer: newVersion,
  },
  'PUT /api/directory/workshop/:id/contacts': {
    summary: 'Whom to reach in a workshop, and how they wish it; If-Match names the workshop’s version.',
    answer: newVersion,
  },
  'PUT /api/directory/workshop/:id/machines/:machine': {
    summary: 'One machine of a workshop, new or changed; If-Match names the workshop’s version.',
    answer: newVersion,
  },
  'DELETE /api/directory/workshop/:id/machines/:machine': {
    summary: 'Takes a machine out of a workshop; If-Match names the workshop’s version.',
    answer: newVersion,
  },
};
