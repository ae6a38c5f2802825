// Plays a case through the machine model as an agent would: readings when they come, proof of contact in between.
import type { Interval, ModelStep, TimestampMs } from '@nakamawashi/machine-model';
import { advance, joinIntervals, loseContact, observe, startModel } from '@nakamawashi/machine-model';
import type { Case, Event } from './readCase.ts';

/** The account of a case, from its beginning to its end; `lookEveryMs` is how often somebody asks in between. */
export function playCase(played: Case, lookEveryMs: number | null = null): readonly Interval[] {
  let model = startModel(played.profile, played.from);
  let listening = false;
  const settled: Interval[] = [];
  const take = (step: ModelStep): void => {
    model = step.model;
    settled.push(...step.settled);
  };
  const wait = (from: TimestampMs, until: TimestampMs): void => {
    const moments = [
      ...(listening
        ? momentsBetween(from, until, played.contactEveryMs).map((at) => ({ at, contact: true }))
        : []),
      ...momentsBetween(from, until, lookEveryMs).map((at) => ({ at, contact: false })),
    ].sort((a, b) => a.at - b.at);
    for (const { at, contact } of moments) take(contact ? observe(model, [], at) : advance(model, at));
  };
  let now = played.from;
  for (const event of played.events) {
    wait(now, event.at);
    take(stepOf(event));
    listening = event.kind === 'read';
    now = event.at;
  }
  wait(now, played.until);
  if (listening) take(observe(model, [], played.until));
  take(loseContact(model, played.until));
  return joinIntervals(settled);

  function stepOf(event: Event): ModelStep {
    if (event.kind === 'read') return observe(model, event.readings, event.at);
    return event.kind === 'lost' ? loseContact(model, event.at) : advance(model, event.at);
  }
}

function momentsBetween(
  from: TimestampMs,
  until: TimestampMs,
  everyMs: number | null,
): readonly TimestampMs[] {
  const moments: TimestampMs[] = [];
  if (everyMs === null) return moments;
  for (let at = from + everyMs; at < until; at += everyMs) moments.push(at);
  return moments;
}
