// One address with everything behind it: units take turns, and what was learned of each (its speed, its holes, its
// quarantine) outlives the connection. Promise: a silent unit costs the others at most a twentieth of their time, and
// a connection on which nobody answers is given up for all.
import type { Clock } from '@nakamawashi/runtime';
import type { LineAddress } from './address.ts';
import type { Holes } from './holes.ts';
import type { Answer, Line } from './line.ts';
import { confine, costMore, isLongDue, type Quarantine, triedInVain } from './quarantine.ts';
import type { RtuRequest } from './rtuFrame.ts';
import type { Debt, LineUser } from './rtuLine.ts';
import { answeredIn, learnedMs, newTimeLimit, stayedSilent, type TimeLimit } from './timeLimit.ts';

/** What is known of one unit. */
export interface Unit {
  readonly id: number;
  readonly ceilingMs: number;
  readonly intervalMs: number;
  limit: TimeLimit;
  holes: Holes;
  /** Null while it answers. */
  quarantine: Quarantine | null;
  /** It has just come back and has not been read yet. */
  isBack: boolean;
}

/** One address. */
export interface Bus {
  readonly clock: Clock;
  readonly kind: LineAddress['kind'];
  readonly units: Map<number, Unit>;
  /** Answers that may still come, on lines where they look like the next one. */
  readonly owed: Map<number, Debt>;
  isBusy: boolean;
  /** Who waits for a turn, and since when. */
  readonly waiting: { readonly sinceMs: number; readonly go: () => void }[];
  /** Silences since anything was heard, and those among them of units that were not known to be dead. */
  silences: number;
  surprises: number;
  /** The unit that was silent last, while nothing has been heard since. */
  lastSilent: Unit | null;
}

/** So many in a row, and more where many units are, mean that the connection is dead rather than a unit. */
const silencesUntilClosed = 3;

/** Gateway path unavailable, gateway target device failed to respond. */
const unreachableCodes: ReadonlySet<number> = new Set([10, 11]);

/** An address that nobody has spoken to. */
export function newBus(clock: Clock, kind: LineAddress['kind']): Bus {
  return {
    clock,
    kind,
    units: new Map(),
    owed: new Map(),
    isBusy: false,
    waiting: [],
    silences: 0,
    surprises: 0,
    lastSilent: null,
  };
}

/** What is known of the unit; two machines may share one. */
export function unitOf(bus: Bus, id: number, times: { ceilingMs: number; intervalMs: number }): Unit {
  const known = bus.units.get(id);
  if (known !== undefined && known.ceilingMs === times.ceilingMs) return known;
  const unit = {
    id,
    ...times,
    limit: newTimeLimit(times.ceilingMs),
    holes: [],
    quarantine: null,
    isBack: false,
  };
  bus.units.set(id, unit);
  return unit;
}

/** What an RTU line wants to know of its units, and tells of them. */
export function lineUser(bus: Bus): LineUser {
  return {
    owed: bus.owed,
    slowestMs: () => Math.max(0, ...[...bus.units.values()].map((unit) => learned(unit) ?? 0)),
    late: (id, afterMs) => {
      const unit = bus.units.get(id);
      if (unit === undefined) return;
      unit.limit = answeredIn(stayedSilent(unit.limit, unit.ceilingMs), afterMs, unit.ceilingMs);
      if (unit.quarantine !== null) unit.quarantine = { ...unit.quarantine, dueMs: bus.clock.monotonicMs() };
    },
  };
}

/** What is asked of whom. */
export interface Asked {
  readonly unit: Unit;
  readonly request: Omit<RtuRequest, 'unit'>;
  readonly signal: AbortSignal;
}

/** A request by the unit's own limit. Throws when the line is broken. */
export async function ask(bus: Bus, line: Line, { unit, request, signal }: Asked): Promise<Answer> {
  // A gateway may still be waiting for a unit that is dead.
  const limitOf = (): number =>
    bus.kind === 'tcp' && bus.lastSilent !== null ? unit.ceilingMs : unit.limit.limitMs;
  return (await inTurn(bus, line, { unit, request, signal, limitOf })).answer;
}

/** The unit does not answer: from now on it is only tried. */
export function putInQuarantine(bus: Bus, unit: Unit): void {
  unit.quarantine ??= confine(bus.clock.monotonicMs(), { ...unit, dead: deadUnits(bus) + 1 });
}

/**
 * Returns when the unit answers again, or when aborted. The trial's answer is not used: it might be an old one.
 * Throws when the line is broken.
 */
export async function untilItAnswers(bus: Bus, line: Line, { unit, request, signal }: Asked): Promise<void> {
  const { clock } = bus;
  const { ceilingMs, intervalMs } = unit;
  while (unit.quarantine !== null && !signal.aborted) {
    const waitMs = unit.quarantine.dueMs - clock.monotonicMs();
    if (waitMs > 0) {
      // In small steps: a late answer, or another machine on the same unit, may end it early.
      await clock.sleep(Math.min(waitMs, intervalMs), signal).catch(() => undefined);
      continue;
    }
    const isLong = isLongDue(unit.quarantine, clock.monotonicMs());
    // Machines that share the unit do not try it twice.
    unit.quarantine = { ...unit.quarantine, dueMs: Number.POSITIVE_INFINITY };
    const limitOf = (): number => (isLong ? ceilingMs : trialMs(bus, unit));
    try {
      const { answer, costMs } = await inTurn(bus, line, { unit, request, signal, limitOf });
      const dead = deadUnits(bus);
      const trial = { endedMs: clock.monotonicMs(), costMs, isLong, intervalMs, ceilingMs, dead };
      if (answer.kind === 'silence' && isClaimed(unit.quarantine)) {
        unit.quarantine = triedInVain(unit.quarantine, trial);
      }
    } catch (error) {
      if (isClaimed(unit.quarantine)) {
        unit.quarantine = { ...unit.quarantine, dueMs: clock.monotonicMs() + intervalMs };
      }
      if (!signal.aborted) throw error;
    }
  }
}

/** Being tried right now, and nothing was heard of it meanwhile. */
function isClaimed(quarantine: Quarantine | null): quarantine is Quarantine {
  return quarantine?.dueMs === Number.POSITIVE_INFINITY;
}

/** As long as the unit used to need; one that was never heard gets what the slowest other one needs. */
function trialMs(bus: Bus, unit: Unit): number {
  const own = learned(unit);
  if (own !== null) return own;
  const others = [...bus.units.values()].flatMap((each) => learned(each) ?? []);
  return others.length === 0 ? unit.ceilingMs : Math.min(unit.ceilingMs, Math.max(...others));
}

function learned(unit: Unit): number | null {
  return learnedMs(unit.limit, unit.ceilingMs);
}

function deadUnits(bus: Bus): number {
  return [...bus.units.values()].filter(({ quarantine }) => quarantine !== null).length;
}

type Turn = Asked & {
  /** Called when the turn has come. */
  readonly limitOf: () => number;
};

/** Waits for its turn; the cost is how long others waited meanwhile. */
async function inTurn(
  bus: Bus,
  line: Line,
  { unit, request, signal, limitOf }: Turn,
): Promise<{ readonly answer: Answer; readonly costMs: number }> {
  const { clock } = bus;
  const freeInMs = line.freeAtMs(unit.id) - clock.monotonicMs();
  if (freeInMs > 0) await clock.sleep(freeInMs, signal);
  // Whoever is tried or has just come back does not queue: what that costs is paid for in longer pauses.
  await takeTurn(bus, unit.quarantine !== null || unit.isBack);
  try {
    if (!line.isOpen) throw new Error('the connection was closed');
    const startedMs = clock.monotonicMs();
    const answer = heard(await line.ask({ ...request, unit: unit.id }, limitOf()));
    const endedMs = clock.monotonicMs();
    unit.isBack = false;
    note(bus, line, { unit, answer });
    const firstMs = Math.min(endedMs, ...bus.waiting.map(({ sinceMs }) => sinceMs));
    return { answer, costMs: endedMs - Math.max(startedMs, firstMs) };
  } finally {
    const next = bus.waiting.shift();
    if (next === undefined) bus.isBusy = false;
    else next.go();
  }
}

async function takeTurn(bus: Bus, isFirst: boolean): Promise<void> {
  if (!bus.isBusy) {
    bus.isBusy = true;
    return;
  }
  await new Promise<void>((go) => {
    const waiter = { sinceMs: bus.clock.monotonicMs(), go };
    if (isFirst) bus.waiting.unshift(waiter);
    else bus.waiting.push(waiter);
  });
}

interface Outcome {
  readonly unit: Unit;
  readonly answer: Answer;
}

/** A gateway that says that the unit behind it does not answer. */
function heard(answer: Answer): Answer {
  if (answer.kind !== 'refused' || !unreachableCodes.has(answer.code)) return answer;
  return { kind: 'silence', reason: `its gateway says so (exception ${answer.code})`, saidBy: 'gateway' };
}

function note(bus: Bus, line: Line, { unit, answer }: Outcome): void {
  const { ceilingMs } = unit;
  if (answer.kind === 'silence' && answer.saidBy === 'gateway') {
    bus.silences = 0;
    bus.surprises = 0;
    bus.lastSilent = null;
    return;
  }
  if (answer.kind === 'silence') {
    bus.silences += 1;
    bus.lastSilent = unit;
    if (unit.quarantine === null) {
      bus.surprises += 1;
      unit.limit = stayedSilent(unit.limit, ceilingMs);
    }
    if (seemsDead(bus)) line.close();
    return;
  }
  if (unit.quarantine !== null) {
    unit.quarantine = null;
    unit.isBack = true;
  }
  const silent = bus.lastSilent;
  bus.silences = 0;
  bus.surprises = 0;
  bus.lastSilent = null;
  if (bus.kind !== 'tcp' || silent === null || silent === unit) {
    unit.limit = answeredIn(unit.limit, answer.tookMs, ceilingMs);
  } else if (silent.quarantine !== null) {
    // How long the gateway kept this unit waiting says nothing of the unit, but what the silent one costs.
    const extraMs = Math.max(0, answer.tookMs - (unit.limit.smoothedMs ?? answer.tookMs));
    silent.quarantine = costMore(silent.quarantine, extraMs, deadUnits(bus));
  }
}

/** Gateways and converters that hang are cured by a new connection; two wires are not. */
function seemsDead({ kind, units, silences, surprises }: Bus): boolean {
  if (kind === 'serial') return false;
  return silences >= units.size + 2 || surprises >= Math.max(silencesUntilClosed, units.size / 2);
}
