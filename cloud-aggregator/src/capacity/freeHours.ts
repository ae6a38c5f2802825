// Pure: the free time of one machine in one window: plan less the larger of booked and usual, less a margin (domain
// 6.5). Whole milliseconds. Promise: never below nothing, never above the plan, and never more because of a booking.
import type { Span } from '@nakamawashi/machine-model';
import type { Booking } from '../directory/entryKinds.ts';
import type { CapacitySettings } from './capacitySettings.ts';
import { clip, type HalfDay, lengthOfAll, plannedMs, within } from './halfDays.ts';
import { shareOf, type UsualLoad } from './usualLoad.ts';

/** The sum behind a figure: left = max(0, plan − max(booked, usual) − margin), in milliseconds. */
export interface TimeLeft {
  readonly planMs: number;
  readonly bookedMs: number;
  readonly usualMs: number;
  readonly marginMs: number;
  readonly leftMs: number;
}

/** What is known of a machine's time; `halfDays` cover the window and the bookings in it. */
export interface MachineTime {
  readonly halfDays: readonly HalfDay[];
  readonly bookings: readonly Booking[];
  readonly load: UsualLoad;
}

export const hourMs = 3_600_000;

/** What is left of a machine's time inside a window. */
export function timeLeft(machine: MachineTime, window: Span, settings: CapacitySettings): TimeLeft {
  const inside = within(machine.halfDays.filter(touches(window)), window);
  const planMs = plannedMs(inside);
  const usual = inside.reduce((sum, { weekday, half, planned }) => {
    return sum + lengthOfAll(planned) * shareOf(machine.load, weekday, half);
  }, 0);
  const usualMs = Math.min(planMs, Math.ceil(usual));
  const bookedMs = Math.min(planMs, bookedIn(machine, window));
  const margin = Math.max(settings.marginHours * hourMs, settings.marginShare * planMs);
  const marginMs = planMs === 0 ? 0 : Math.ceil(margin);
  const leftMs = Math.max(0, planMs - Math.max(bookedMs, usualMs) - marginMs);
  return { planMs, bookedMs, usualMs, marginMs, leftMs };
}

/** Whether a half-day has a plan in a window; sooner told than clipped. */
function touches({ from, until }: Span): (halfDay: HalfDay) => boolean {
  return ({ planned }) => (planned[0]?.from ?? until) < until && (planned.at(-1)?.until ?? from) > from;
}

/** What bookings take of a window: by planned time where they cover any, and else by the clock. */
function bookedIn({ halfDays, bookings }: MachineTime, window: Span): number {
  if (bookings.length === 0) return 0;
  const planned = halfDays.flatMap((each) => each.planned);
  const booked = bookings.reduce((sum, booking) => {
    const own = clip(planned, booking);
    const covered = own.length > 0 ? own : [booking];
    const whole = lengthOfAll(covered);
    return whole <= 0 ? sum : sum + (booking.hours * hourMs * lengthOfAll(clip(covered, window))) / whole;
  }, 0);
  return Math.ceil(booked);
}

/** A machine on the shop's shared account: what is left, and what would be if nothing were booked. */
export interface Offer {
  readonly leftMs: number;
  readonly unbookedMs: number;
}

/**
 * What each machine of a shop may offer: together never more than its people can mind (null: not known, no cap), each
 * rounded down to whole steps. The cap is shared as if nothing were booked, so that a booking on one machine never
 * raises another's.
 */
export function capped(offers: readonly Offer[], mindedMs: number | null, stepMs: number): readonly number[] {
  const offered = offers.reduce((sum, { unbookedMs }) => sum + unbookedMs, 0);
  const share = mindedMs === null || offered <= mindedMs ? 1 : mindedMs / offered;
  return offers.map(({ leftMs }) => roundDown(Math.floor(leftMs * share), stepMs));
}

/** Rounded down to whole steps. */
export function roundDown(ms: number, stepMs: number): number {
  return Math.floor(ms / stepMs) * stepMs;
}
