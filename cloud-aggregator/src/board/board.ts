// The board's memory: what was heard of every machine, its hours of today, and who wants to be told of changes.
// Rows grow old by themselves: `tick` makes late and stale rows known without any message.
import type { MachineId, TimestampMs } from '@nakamawashi/machine-model';
import { localDate } from '@nakamawashi/machine-model';
import { type Directory, lookUp, machinesOf, workshopOf } from '../directory/directory.ts';
import type { PlanBook } from '../directory/planBook.ts';
import type { CountedTally } from '../tallies.ts';
import { type Freshness, freshnessOf, isRecent, type LiveMachine, unheardMachine } from './liveMachine.ts';
import { type MachineRow, machineRow, type Today, todayBegun, todayOf } from './machineRow.ts';

export interface Board {
  machine(id: MachineId): LiveMachine | undefined;
  /** The machines of one workshop that were heard of or are written down. */
  machinesOfNode(node: string): readonly LiveMachine[];
  put(machine: LiveMachine): void;
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
  readonly contacts: Map<string, TimestampMs>;
  /** Ends of the last stored slots: contact before this process began. */
  readonly remembered: Map<MachineId, TimestampMs>;
  readonly todays: Map<MachineId, Today>;
  readonly changed: Set<MachineId>;
  readonly shown: Map<MachineId, { readonly freshness: Freshness; readonly contact: TimestampMs | null }>;
  /** Machines that were put since they were looked at last. */
  readonly touched: Set<MachineId>;
  /** Edge nodes of which nothing grows old as long as they are heard: each machine is live, or was never there. */
  readonly calm: Set<string>;
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
    contacts: new Map(),
    remembered: new Map(),
    todays: new Map(),
    changed: new Set(),
    shown: new Map(),
    touched: new Set(),
    calm: new Set(),
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
  const { machines, byNode, changed, touched } = memory;
  const node = workshopOf(machine.id);
  if (!machines.has(machine.id)) memory.sorted = null;
  machines.set(machine.id, machine);
  byNode.set(node, (byNode.get(node) ?? new Set()).add(machine.id));
  changed.add(machine.id);
  touched.add(machine.id);
}

function remember(memory: Memory, marks: ReadonlyMap<MachineId, TimestampMs>): void {
  for (const [id, through] of marks) {
    memory.remembered.set(id, through);
    const machine = memory.machines.get(id) ?? unheardMachine(id);
    if (!machine.known) put(memory, { ...machine, known: true });
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

/** Of a ward nearly all edge nodes are calm: only what was put, and nodes that fall silent, are looked at. */
function growOlder(memory: Memory, now: TimestampMs): void {
  const { machines, byNode, contacts, touched, calm, changed, plans } = memory;
  const today = localDate(now, plans.timeZone);
  if (today !== memory.date) {
    memory.date = today;
    for (const id of machines.keys()) changed.add(id);
  }
  for (const id of touched) if (!lookAt(memory, id, now)) calm.delete(workshopOf(id));
  touched.clear();
  for (const [node, ids] of byNode) {
    const contact = contacts.get(node);
    const isHeard = contact !== undefined && isRecent(contact, now);
    if (isHeard && calm.has(node)) continue;
    let isCalm = isHeard;
    for (const id of ids) isCalm = lookAt(memory, id, now) && isCalm;
    if (isCalm) calm.add(node);
    else calm.delete(node);
  }
}

/** Makes news of a machine that has grown older; whether it is live, or was never there. */
function lookAt(memory: Memory, id: MachineId, now: TimestampMs): boolean {
  const { machines, shown, changed } = memory;
  const machine = machines.get(id);
  if (machine === undefined) return true;
  const contact = contactOf(memory, id);
  const freshness = freshnessOf(machine, contact, now);
  const last = shown.get(id);
  const newerMs = (contact ?? 0) - (last?.contact ?? 0);
  const isSameWord = freshness === 'live' || newerMs < contactNewsMs;
  if (last?.freshness !== freshness || !isSameWord) {
    shown.set(id, { freshness, contact });
    changed.add(id);
  }
  return freshness === 'live' || freshness === 'never';
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
