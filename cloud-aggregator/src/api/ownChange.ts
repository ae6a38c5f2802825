// Pure: what an owner's tap changes in the records. Promise: his word lowers at once; a level is raised only with his
// consent to the text in its version, and never above what his box sends (domain 6.5, 6.7; R01).
import { dayBounds, type TimestampMs } from '@nakamawashi/machine-model';
import { z } from 'zod';
import type { Booking, Stance, Workshop } from '../directory/entryKinds.ts';
import { datePlus, mondayOf } from '../directory/localDates.ts';
import { audienceSchema, levelSchema, sharingConsentVersion, sharingLevels } from '../directory/sharing.ts';

const date = z.iso.date('a date such as 2026-11-21 is needed');

export const stanceBody = z.strictObject({
  answer: z.enum(['open', 'depends', 'full'], { error: 'open, depends or full is needed' }),
});
export const pauseBody = z.strictObject({
  until: z.enum(['today', 'week'], { error: 'today, week or null is needed' }).nullable(),
});
export const sharingBody = z.strictObject({
  machine: z.string().max(100),
  audience: audienceSchema,
  level: levelSchema,
  /** The version of the text that the owner has agreed to; needed where a level is raised. */
  agreedTo: z.string().max(20).optional(),
});
export const bookingBody = z
  .strictObject({
    /** Null: the workshop as a whole. */
    machine: z.string().max(100).nullable(),
    firstDate: date,
    lastDate: date,
    hours: z.number().positive().max(2_000),
    kind: z.enum(['blockOut', 'hold']),
  })
  .superRefine(({ firstDate, lastDate }, context) => {
    const days = (Date.parse(lastDate) - Date.parse(firstDate)) / 86_400_000;
    const problem =
      days < 0 ? 'the last date is before the first' : days > 92 ? 'at most three months' : null;
    if (problem !== null) context.addIssue({ code: 'custom', path: ['lastDate'], message: problem });
  });

/** The owner's word for the week of a local date. */
export function stanceSaid(answer: Stance['answer'], today: string, at: TimestampMs): Stance {
  return { answer, week: mondayOf(today), at };
}

/** When a pause ends: at the next midnight, or at the midnight before the next Monday; null: at once. */
export function pauseEnd(
  until: 'today' | 'week' | null,
  today: string,
  timeZone: string,
): TimestampMs | null {
  if (until === null) return null;
  const next = until === 'today' ? datePlus(today, 1) : datePlus(mondayOf(today), 7);
  return dayBounds(next, timeZone).from;
}

/** Hours that are not for others, from the first date's midnight to the last date's. */
export function bookingOf(
  workshop: string,
  { machine, firstDate, lastDate, hours, kind }: z.infer<typeof bookingBody>,
  timeZone: string,
): Booking {
  const from = dayBounds(firstDate, timeZone).from;
  const { until } = dayBounds(lastDate, timeZone);
  return { workshop, machine, from, until, hours, kind };
}

/** The workshop with another level for one audience, or why not. */
export function withLevel(
  workshop: Workshop,
  { machine: id, audience, level, agreedTo }: z.infer<typeof sharingBody>,
  { person, at }: { readonly person: string; readonly at: TimestampMs },
): Workshop | 'no-machine' | 'consent-needed' {
  const machine = workshop.machines.find((each) => each.id === id);
  if (machine === undefined) return 'no-machine';
  const isRaised = sharingLevels.indexOf(level) > sharingLevels.indexOf(machine.sharing[audience]);
  if (isRaised && agreedTo !== sharingConsentVersion) return 'consent-needed';
  const consent = { what: 'sharing' as const, text: sharingConsentVersion, person, at, until: null };
  const isNew = !workshop.consents.some(
    ({ what, text, until }) => what === 'sharing' && text === sharingConsentVersion && until === null,
  );
  return {
    ...workshop,
    consents: isRaised && isNew ? [...workshop.consents, consent] : workshop.consents,
    machines: workshop.machines.map((each) =>
      each.id === id ? { ...each, sharing: { ...each.sharing, [audience]: level } } : each,
    ),
  };
}
