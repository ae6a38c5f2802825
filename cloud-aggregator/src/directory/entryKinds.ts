// The kinds of entries in the consortium's records, each with its checks. An entry is changed as a whole and all
// its versions are kept, so that "who said so, and when" has an answer for everything (R02, R12).
import { shiftCalendarSchema } from '@nakamawashi/machine-model';
import { bilingual, identifier } from '@nakamawashi/runtime';
import { z } from 'zod';
import { attributesSchema, machineSchema } from './capabilities.ts';

const instant = z.int();
const date = z.iso.date('a date such as 2026-11-21 is needed');

const contact = z.strictObject({
  name: z.string().min(1, 'a name is needed'),
  phone: z.string().optional(),
  fax: z.string().optional(),
  email: z.string().optional(),
  /** How this person wishes to be reached. */
  wish: z.enum(['phone', 'fax', 'email']).default('phone'),
  /** When, in the person's own words. */
  hours: z.string().optional(),
});

/** Whom to reach in a workshop, the first one first. */
export const contactsSchema = z.array(contact);

/** An agreement by a person of the workshop to a text in a version; withdrawn when `until` is set. */
const consent = z.strictObject({
  /** `sharing`: what the box may send. `monthly`: monthly totals to office and reviewers under a code. */
  what: z.enum(['sharing', 'monthly']),
  text: z.string().min(1, 'the version of the text is needed'),
  person: z.string().min(1, 'the name of the person is needed'),
  at: instant,
  until: instant.nullable().default(null),
});

const certificate = z.strictObject({
  name: z.string().min(1),
  scope: z.string().optional(),
  expires: date.nullable().default(null),
});

/** Who minds the machines: people are scarcer than machines (domain 6.5, shop cap). */
const staffing = z.strictObject({
  people: z.number().min(0),
  machinesPerPerson: z.number().positive().default(1),
});

const workshop = z
  .strictObject({
    id: identifier,
    name: bilingual,
    /** The id of a calendar. */
    calendar: z.string().min(1, 'the name of a calendar is needed'),
    /** The id of a region; null: not known. */
    region: identifier.nullable().default(null),
    contacts: contactsSchema.default([]),
    attributes: attributesSchema.default({}),
    certificates: z.array(certificate).default([]),
    staffing: staffing.nullable().default(null),
    /** The owner's word on how full the machines usually are (domain 6.5): 20, 50 or 85 per cent. */
    usualLoad: z.enum(['nearlyFree', 'half', 'nearlyFull']).nullable().default(null),
    /** When somebody of the shop last said that the calendar is right. */
    calendarConfirmedAt: instant.nullable().default(null),
    consents: z.array(consent).default([]),
    /** The owner shows nobody anything until then. */
    pausedUntil: instant.nullable().default(null),
    machines: z.array(machineSchema).default([]),
  })
  .superRefine(({ machines }, context) => {
    for (const [index, { id }] of machines.entries()) {
      if (machines.findIndex((each) => each.id === id) === index) continue;
      const path = ['machines', index, 'id'];
      context.addIssue({ code: 'custom', path, message: 'another machine has this id already' });
    }
  });

const circle = z.strictObject({ id: identifier, name: bilingual, members: z.array(identifier).default([]) });
const region = z.strictObject({ id: identifier, name: bilingual });

/** The owner's word for a week: 受けられる, 内容次第, いっぱい. The id is the workshop's. */
const stance = z.strictObject({
  answer: z.enum(['open', 'depends', 'full']),
  /** Monday of the week it speaks of. */
  week: date,
  at: instant,
});

/** Hours that are not for others: the owner's own block-out, or a hold for somebody's job. */
const booking = z.strictObject({
  workshop: identifier,
  /** Null: the workshop as a whole. */
  machine: identifier.nullable(),
  from: instant,
  until: instant,
  hours: z.number().positive(),
  kind: z.enum(['blockOut', 'hold', 'confirmed']),
});

const sourceNeeded = 'where the figure comes from is needed';
/** An entered increment of a plan's key figure in one fiscal year, and where it is from (domain 8.2). */
const actual = z.strictObject({
  set: z.string().min(1),
  indicator: z.string().min(1),
  fiscalYear: z.int('a fiscal year such as 2026 is needed').min(1990).max(2100),
  increment: z.number('a number is needed').min(0),
  origin: z.enum(['byHand', 'questionnaire']),
  source: z.string(sourceNeeded).min(1, sourceNeeded),
  isFinal: z.boolean().default(false),
});

/** The checks of every kind. */
export const entrySchemas = {
  workshop,
  calendar: shiftCalendarSchema,
  circle,
  region,
  stance,
  booking,
  actual,
};

export type EntryKind = keyof typeof entrySchemas;
/** What an entry of each kind says. */
export type EntryBody<K extends EntryKind> = z.infer<(typeof entrySchemas)[K]>;

/** A member's site: one Sparkplug edge node, or none yet (rung 0). */
export type Workshop = EntryBody<'workshop'>;
export type Circle = EntryBody<'circle'>;
export type Region = EntryBody<'region'>;
export type Stance = EntryBody<'stance'>;
export type Booking = EntryBody<'booking'>;
export type KpiActual = EntryBody<'actual'>;
