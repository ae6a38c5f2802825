// The board's memory: what was heard of every machine, its hours of today, and who wants to be told of changes.
// Rows grow old by themselves: `tick` makes late and stale rows known without any message.
import type { MachineId, TimestampMs } from '@nakamawashi/machine-model';
import { localDate } from '@nakamawashi/machine-model';
import { type Directory, lookUp, machinesOf, workshopOf } from '../directory/directory.ts';
import type { PlanBook } from '../directory/planBook.ts';
import type { CountedTally } from '../tallies.ts';
import {
  type Freshness,
  freshnessOf,
  freshnessOfContact,
  type LiveMachine,
  unheardMachine,
} from './liveMachine.ts';
import { type MachineRow, machineRow, type Today, todayBegun, todayOf } from './machineRow.ts';

export interface Board {
  machine(id: MachineId): LiveMachine | undefined;
  /** The machines of one workshop that were heard of or are written down. */
  machinesOfNode(node: string): readonly LiveMachine[];
  put(machine: LiveMachine): void;
  /** Another number whenever a machine of this edge node shares something else, or is known for the first time. */
  sharingVersion(node: string): number;
  /** A message of this edge node came in. */
  contact(node: string, at: TimestampMs): void;
  /** The last message of this edge node, as far as it is remembered. */
  lastContact(node: string): TimestampMs | null;
  /** The directory changed: its machines are there, and their rows are news. */
  members(): void;
  /** What the store knew when it was opened: machines with slots, and until when. */
  remember(marks: ReadonlyMap<MachineId, TimestampMs>): void;
  counted(counted: CountedTally): void;
  /** Lets time pass; about once a second. */
  tick(at: TimestampMs): void;
  /** Every machine, sorted. */
  ids(): readonly MachineId[];
  row(id: MachineId, at: TimestampMs): MachineRow | undefined;
  freshness(at: TimestampMs): Readonly<Record<Freshness, number>>;
  /** Machines whose rows changed since they were taken last. */
  takeChanged(): readonly MachineId[];
}

/**
 * Of a machine that is not live the last contact is shown: a row whose only news is a later one is sent again this
 * often, in milliseconds. Of a live one nobody is shown it, and a ward of them would be nothing but such rows.
 */
const contactNewsMs = 30_000;

interface Memory {
  readonly directory: () => Directory;
  readonly plans: PlanBook;
  readonly machines: Map<MachineId, LiveMachine>;
  readonly byNode: Map<string, Set<MachineId>>;
  readonly sharings: Map<string, number>;
  readonly contacts: Map<string, TimestampMs>;
  /** Ends of the last stored slots: contact before this process began. */
  readonly remembered: Map<MachineId, TimestampMs>;
  readonly todays: Map<MachineId, Today>;
  readonly changed: Set<MachineId>;
  readonly shown: Map<MachineId, { readonly freshness: Freshness; readonly contact: TimestampMs | null }>;
  /** Machines of which something else was heard since they were looked at last. */
  readonly touched: Set<MachineId>;
  /** Edge nodes of which nothing grows older as long as their contact is as fresh as it was. */
  readonly calm: Map<string, Freshness>;
  date: string;
  /** The ids of all machines; null when one has come since. */
  sorted: readonly MachineId[] | null;
}

/** A board that begins with the directory's machines, of which nothing is heard yet. */
export function openBoard(directory: () => Directory, plans: PlanBook, at: TimestampMs): Board {
  const memory: Memory = {
    directory,
    plans,
    machines: new Map(),
    byNode: new Map(),
    sharings: new Map(),
    contacts: new Map(),
    remembered: new Map(),
    todays: new Map(),
    changed: new Set(),
    shown: new Map(),
    touched: new Set(),
    calm: new Map(),
    date: localDate(at, plans.timeZone),
    sorted: null,
  };
  const { machines, byNode, contacts, changed } = memory;
  const members = (): void => {
    for (const id of machinesOf(directory())) put(memory, machines.get(id) ?? unheardMachine(id));
  };
  members();
  return {
    machine: (id) => machines.get(id),
    machinesOfNode: (node) => [...(byNode.get(node) ?? [])].flatMap((id) => machines.get(id) ?? []),
    put: (machine) => put(memory, machine),
    sharingVersion: (node) => memory.sharings.get(node) ?? 0,
    contact: (node, now) => {
      contacts.set(node, now);
    },
    lastContact: (node) => contacts.get(node) ?? newest(memory, byNode.get(node) ?? new Set()),
    members,
    remember: (marks) => remember(memory, marks),
    counted: (counted) => takeToday(memory, counted),
    tick: (now) => growOlder(memory, now),
    ids: () => {
      memory.sorted ??= [...machines.keys()].sort();
      return memory.sorted;
    },
    row: (id, now) => rowOf(memory, id, now),
    freshness: (now) => {
      const count = { live: 0, late: 0, stale: 0, never: 0 };
      for (const [id, machine] of machines) count[freshnessOf(machine, contactOf(memory, id), now)] += 1;
      return count;
    },
    takeChanged: () => {
      const ids = [...changed];
      changed.clear();
      return ids;
    },
  };
}

function put(memory: Memory, machine: LiveMachine): void {
  const { machines, byNode, sharings, changed, touched } = memory;
  const node = workshopOf(machine.id);
  const before = machines.get(machine.id);
  if (before === undefined) memory.sorted = null;
  if (before?.shared !== machine.shared || before.known !== machine.known)
    sharings.set(node, (sharings.get(node) ?? 0) + 1);
  machines.set(machine.id, machine);
  byNode.set(node, (byNode.get(node) ?? new Set()).add(machine.id));
  changed.add(machine.id);
  touched.add(machine.id);
}

function remember(memory: Memory, marks: ReadonlyMap<MachineId, TimestampMs>): void {
  for (const [id, through] of marks) {
    memory.remembered.set(id, through);
    const machine = memory.machines.get(id) ?? unheardMachine(id);
    if (machine.known) memory.touched.add(id);
    else put(memory, { ...machine, known: true });
  }
}

function takeToday(
  { date, plans, todays, machines, changed }: Memory,
  { tally, through }: CountedTally,
): void {
  if (tally.date !== date || through === null) return;
  todays.set(tally.machine, todayOf(tally, through, plans.day(tally.machine, date)));
  if (machines.has(tally.machine)) changed.add(tally.machine);
}

/** Of a ward nearly all edge nodes are calm: only what was put, and nodes heard again or silent, are looked at. */
function growOlder(memory: Memory, now: TimestampMs): void {
  const { machines, byNode, contacts, touched, calm, changed, plans } = memory;
  const today = localDate(now, plans.timeZone);
  if (today !== memory.date) {
    memory.date = today;
    for (const id of machines.keys()) changed.add(id);
  }
  const contactOfNode = (node: string): Freshness => {
    const contact = contacts.get(node);
    return contact === undefined ? 'never' : freshnessOfContact(contact, now);
  };
  for (const id of touched) {
    const node = workshopOf(id);
    if (!isCalm(lookAt(memory, id, now), contactOfNode(node))) calm.delete(node);
  }
  touched.clear();
  for (const [node, ids] of byNode) {
    const contact = contactOfNode(node);
    if (calm.get(node) === contact) continue;
    let areCalm = true;
    for (const id of ids) areCalm = isCalm(lookAt(memory, id, now), contact) && areCalm;
    if (areCalm) calm.set(node, contact);
    else calm.delete(node);
  }
}

/**
 * Whether a machine stays as fresh as it is until its edge node's contact is fresher or older than now. While a node is
 * heard, a machine that is gone from it is told anew with each contact.
 */
function isCalm(machine: Freshness, contact: Freshness): boolean {
  if (machine === 'never' || contact === 'late') return true;
  return machine === (contact === 'live' ? 'live' : 'stale');
}

/** Makes news of a machine that has grown older, and says how fresh it is. */
function lookAt(memory: Memory, id: MachineId, now: TimestampMs): Freshness {
  const { machines, shown, changed } = memory;
  const machine = machines.get(id);
  if (machine === undefined) return 'never';
  const contact = contactOf(memory, id);
  const freshness = freshnessOf(machine, contact, now);
  const last = shown.get(id);
  const newerMs = (contact ?? 0) - (last?.contact ?? 0);
  const isSameWord = freshness === 'live' || newerMs < contactNewsMs;
  if (last?.freshness !== freshness || !isSameWord) {
    shown.set(id, { freshness, contact });
    changed.add(id);
  }
  return freshness;
}

function rowOf(memory: Memory, id: MachineId, now: TimestampMs): MachineRow | undefined {
  const live = memory.machines.get(id);
  if (live === undefined) return undefined;
  const { workshop, machine: entry } = lookUp(memory.directory(), id);
  const lastContact = contactOf(memory, id);
  return machineRow({ workshop, entry, live, lastContact, today: todayFor(memory, id) }, now);
}

function contactOf({ contacts, remembered }: Memory, id: MachineId): TimestampMs | null {
  return contacts.get(workshopOf(id)) ?? remembered.get(id) ?? null;
}

function newest({ remembered }: Memory, machines: ReadonlySet<MachineId>): TimestampMs | null {
  const times = [...machines].flatMap((id) => remembered.get(id) ?? []);
  return times.length === 0 ? null : Math.max(...times);
}

function todayFor({ todays, plans, date }: Memory, id: MachineId): Today {
  const known = todays.get(id);
  if (known?.date === date) return known;
  const begun = todayBegun(date, plans.day(id, date));
  todays.set(id, begun);
  return begun;
}
