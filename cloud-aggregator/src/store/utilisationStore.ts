// The promises of a store of slots, in words; tests/contracts/store.ts holds every implementation to them.
// What is committed is durable when `commit` resolves, and history is never rewritten (wire.md, steps 2 to 4).
import type { DayTally, MachineId, Slot, TimestampMs } from '@nakamawashi/machine-model';

/** A slot that was not accepted, kept with the reason so that nothing vanishes without a trace (wire.md, step 1). */
export interface DeadLetter {
  readonly slot: Slot;
  readonly reason: string;
  readonly at: TimestampMs;
}

/** One machine and one local date ('2026-11-21') whose tally must be computed again. */
export interface MachineDay {
  readonly machine: MachineId;
  readonly date: string;
}

/** A due day as it was read; the stamp tells whether more slots came while its tally was computed. */
export interface DueDay extends MachineDay {
  readonly stamp: number;
}

/** A tally with the digest of the plan that it was computed with; empty where nobody knows which that was. */
export interface PlannedTally {
  readonly tally: DayTally;
  readonly plan: string;
}

/** The digest of a machine's plan on a date, as the calendars are now. */
export type PlanNow = (day: MachineDay) => string;

/** What one commit makes durable. */
export interface CommitBatch {
  readonly slots: readonly Slot[];
  readonly marks: ReadonlyMap<MachineId, TimestampMs>;
  readonly deadLetters: readonly DeadLetter[];
  /** The days these slots touch; their tallies become due. */
  readonly days: readonly MachineDay[];
}

/** Slots that overlap [from, until), of the named machines or of all. */
export interface SlotQuery {
  readonly from: TimestampMs;
  readonly until: TimestampMs;
  readonly machines?: readonly MachineId[];
}

/** Tallies of local dates from `firstDate` through `lastDate`, both included. */
export interface TallyQuery {
  readonly firstDate: string;
  readonly lastDate: string;
  readonly machines?: readonly MachineId[];
}

export interface UtilisationStore {
  /** Every machine's durable-through instant (the mark M of wire.md). */
  marks(): Promise<ReadonlyMap<MachineId, TimestampMs>>;
  /**
   * Makes the batch durable before it resolves, and gives the slots that it can never take, put aside with the
   * reason. A slot whose (machine, start) is already stored stays as it was first written; a mark never moves
   * backwards. Throws when the batch is not known to be durable; then no mark is there without its slots, and the
   * same batch may come again.
   */
  commit(batch: CommitBatch): Promise<readonly DeadLetter[]>;
  /** By machine id, then by start. Gives the event loop a turn between pages. */
  slots(query: SlotQuery): AsyncIterable<Slot>;
  /** The newest dead letters first. */
  deadLetters(limit: number): Promise<readonly DeadLetter[]>;
  /** Days whose tallies are not current, newest date first. */
  dueDays(limit: number): Promise<readonly DueDay[]>;
  /** Due days of one machine or of all between two dates, both included; for readers that want current figures. */
  dueBetween(query: TallyQuery): Promise<readonly DueDay[]>;
  /** Replaces the tallies of these days; each day stops being due unless it became due again after `stamp` was read. */
  putTallies(tallies: readonly (PlannedTally & { readonly due: DueDay })[]): Promise<void>;
  /** By machine id, then by date. */
  tallies(query: TallyQuery): Promise<readonly PlannedTally[]>;
  /** Which calendar was noted last for each machine, as a short text to compare. */
  bases(): Promise<ReadonlyMap<MachineId, string>>;
  /**
   * Notes the calendar to be used from now on. Where it differs from the one noted before, the machine's tallied days
   * become due whose plan is another one now, and no others. A calendar is noted after its days are due, so that
   * whoever is cut off in between compares again. Gives the event loop turns; tallies put meanwhile are of the plan
   * now.
   */
  noteBases(bases: ReadonlyMap<MachineId, string>, planNow: PlanNow): Promise<void>;
  close(): Promise<void>;
}
