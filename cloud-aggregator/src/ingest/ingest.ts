// What comes over the host's link: births, data and deaths to the board, parcels to the queue, receipts back.
// Whatever the bytes are, the outcome is a count and a line in the log, never an error; live states never wait
// behind parcels (wire.md).
import type { MachineId, TimestampMs } from '@nakamawashi/machine-model';
import type { Clock, Log } from '@nakamawashi/runtime';
import {
  askRebirth,
  command,
  contactLost,
  type HostEvent,
  type HostStep,
  hostTick,
  type NodeView,
  type Parcel,
  ParcelError,
  parseTopic,
  type ResolvedMetric,
  readParcel,
  receiptMetrics,
  receiveAtHost,
  refusalMetrics,
  unknownNode,
} from '@nakamawashi/sparkplug';
import type { Board } from '../board/board.ts';
import type { BoxBook } from '../board/boxBook.ts';
import { machineBorn, machineGone, machineTold, unheardMachine } from '../board/liveMachine.ts';
import type { HostSession, Send } from '../broker/hostLink.ts';
import { workshopOf } from '../directory/directory.ts';
import type { ForeignEdges } from '../foreign/foreignEdges.ts';
import type { Measures } from '../measures.ts';
import type { Sparingly } from '../sparingly.ts';
import { type Outcome, parcelFault } from './admission.ts';
import { type Budgets, openBudgets } from './budgets.ts';
import type { ParcelQueue } from './parcelQueue.ts';
import { dueRebirths, openRebirthDesk, type RebirthDesk, refillRebirths } from './rebirths.ts';
import { dueReceipts, openReceiptDesk, type ReceiptDesk, wantReceipt } from './receipts.ts';
import { tellTime } from './tellTime.ts';

export interface IngestOptions {
  readonly consortium: string;
  /** Edge nodes that are asked for their births if they are silent after the link came up. */
  readonly expectedNodes: () => ReadonlySet<string>;
  readonly clock: Clock;
  readonly log: Log;
  readonly sparingly: Sparingly;
  readonly measures: Measures;
  readonly board: Board;
  readonly boxes: BoxBook;
  readonly queue: ParcelQueue;
  /** Edge nodes that are not ours. */
  readonly foreign: ForeignEdges;
  readonly marks: ReadonlyMap<MachineId, TimestampMs>;
  isStoreUp(): boolean;
}

export interface Ingest {
  readonly session: HostSession;
  /** These parcels' slots are durable: receipts may go out. */
  committed(outcomes: readonly Outcome[]): void;
  /** Lets time pass: receipts that waited, messages that are missing; several times a second. */
  tick(): void;
  nodesAlive(): number;
  linkUp(): boolean;
}

/** Bounds for what one consortium may make the host remember. */
const mostNodes = 20_000;
const mostMachinesOfNode = 500;
const longestId = 100;
/** Births that come by themselves after STATE have come by then; whoever is still silent is asked. */
const askAfterMs = 10_000;

/** All that ingest remembers; the only place where the immutable views are kept. */
interface Shell {
  readonly options: IngestOptions;
  readonly views: Map<string, NodeView>;
  readonly desk: ReceiptDesk;
  readonly rebirths: RebirthDesk;
  readonly budgets: Budgets;
  /** Null while the link is down. */
  send: Send | null;
  /** When the silent nodes are asked for their births, on the monotonic clock; null when they were. */
  askAtMs: number | null;
}

export function openIngest(options: IngestOptions): Ingest {
  const { clock, queue, measures } = options;
  const shell: Shell = {
    options,
    views: new Map(),
    desk: openReceiptDesk(),
    rebirths: openRebirthDesk(),
    budgets: openBudgets(clock.monotonicMs),
    send: null,
    askAtMs: null,
  };
  return {
    session: {
      up: (send) => {
        shell.send = send;
        shell.askAtMs = clock.monotonicMs() + askAfterMs;
        // STATE online went out before this: who is born already has answered it.
        for (const [node, view] of shell.views) {
          if (!view.isAlive || view.isRebirthWanted) apply(shell, node, askRebirth(view, clock.now()));
        }
        sendRebirths(shell);
      },
      message: (topic, payload) => receive(shell, topic, payload),
      // While the store is down the line must flow, or no live state would come: what does not fit is dropped.
      hasRoom: (workshop) => !options.isStoreUp() || queue.hasRoom(workshop),
      down: () => {
        shell.send = null;
        shell.askAtMs = null;
        for (const [node, view] of shell.views) apply(shell, node, contactLost(view, clock.now()));
      },
    },
    committed: (outcomes) => {
      for (const { machine, refusedFrom } of outcomes) {
        // An edge node that is not ours knows no receipts.
        if (!options.foreign.isForeign(workshopOf(machine))) wantReceipt(shell.desk, machine, refusedFrom);
      }
      sendReceipts(shell);
    },
    tick: () => {
      for (const [node, view] of shell.views) {
        if (view.gapSince !== null) apply(shell, node, hostTick(view, clock.now()));
      }
      options.foreign.tick();
      askSilentNodes(shell);
      refillRebirths(shell.rebirths);
      sendRebirths(shell);
      sendReceipts(shell);
      measures.queuedSlots.set(queue.slots());
    },
    nodesAlive: () => [...shell.views.values()].filter(({ isAlive }) => isAlive).length,
    linkUp: () => shell.send !== null,
  };
}

function receive(shell: Shell, topic: string, payload: Uint8Array): void {
  const { options, views } = shell;
  const { clock, board, measures, consortium } = options;
  const parsed = parseTopic(topic);
  if (parsed === null || parsed.group !== consortium) {
    dropped(options, topic.slice(0, longestId), 'not a topic of this consortium');
    return;
  }
  const { type, node, device } = parsed;
  if (type === 'NCMD' || type === 'DCMD') return;
  measures.messages.inc({ type });
  if (node.length > longestId || (device?.length ?? 0) > longestId) {
    dropped(options, node.slice(0, longestId), `an id of more than ${longestId} characters`);
    return;
  }
  if (!views.has(node) && views.size >= mostNodes) {
    dropped(options, node, `more than ${mostNodes} edge nodes`);
    return;
  }
  const refusal = shell.budgets.refusal(node, { type, bytes: payload.length });
  if (refusal !== null) {
    dropped(options, node, refusal);
    return;
  }
  const at = clock.now();
  const step = receiveAtHost(views.get(node), parsed, payload, at);
  if (type !== 'NDEATH' && !step.events.some(({ kind }) => kind === 'refused')) board.contact(node, at);
  apply(shell, node, step);
}

function apply(shell: Shell, node: string, step: HostStep): void {
  shell.views.set(node, step.view);
  // The only thing that a session asks for is a rebirth.
  for (const message of step.send) shell.rebirths.wanted.set(node, message);
  const isForeign = shell.options.foreign.isForeign(node);
  for (const event of step.events) {
    shell.options.boxes.take(node, event, shell.options.clock.now());
    if (isForeign && event.kind !== 'refused') handleForeign(shell, node, event);
    else handle(shell, node, event);
  }
}

function handleForeign({ options, rebirths }: Shell, node: string, event: HostEvent): void {
  if (event.kind === 'nodeBorn') rebirths.wanted.delete(node);
  options.foreign.handle(node, event);
}

function sendRebirths({ options, rebirths, send }: Shell): void {
  if (send === null) return;
  for (const message of dueRebirths(rebirths)) {
    options.measures.rebirthRequests.inc();
    send(message);
  }
}

function handle({ options, desk, rebirths, send }: Shell, node: string, event: HostEvent): void {
  const { board, clock, marks, consortium } = options;
  const at = clock.now();
  switch (event.kind) {
    case 'refused':
      dropped(options, node, event.reason);
      break;
    case 'nodeBorn':
      rebirths.wanted.delete(node);
      tellTime(send, { consortium, node }, { metrics: event.metrics, at });
      for (const machine of board.machinesOfNode(node)) board.put(machineGone(machine, at));
      break;
    case 'nodeDead':
      for (const machine of board.machinesOfNode(node)) board.put(machineGone(machine, at));
      break;
    case 'deviceDead': {
      const machine = board.machine(`${node}/${event.device}`);
      if (machine !== undefined) board.put(machineGone(machine, Math.min(event.at, at)));
      break;
    }
    case 'deviceBorn': {
      const id = `${node}/${event.device}`;
      const before = board.machine(id);
      if (before === undefined && board.machinesOfNode(node).length >= mostMachinesOfNode) {
        dropped(options, node, `more than ${mostMachinesOfNode} machines`);
        break;
      }
      board.put(machineBorn(before ?? unheardMachine(id), event.metrics, at));
      if (marks.has(id)) wantReceipt(desk, id);
      break;
    }
    case 'data':
      if (event.device !== null) takeData(options, `${node}/${event.device}`, event.metrics);
  }
}

function askSilentNodes(shell: Shell): void {
  const { clock, consortium, expectedNodes } = shell.options;
  if (shell.askAtMs === null || clock.monotonicMs() < shell.askAtMs) return;
  shell.askAtMs = null;
  for (const node of expectedNodes()) {
    const view = shell.views.get(node) ?? unknownNode(consortium, node);
    if (!view.isAlive) apply(shell, node, askRebirth(view, clock.now()));
  }
}

/** The receipts that are due now; while the link is down they wait, and the newest mark goes out when it is up. */
function sendReceipts({ options, desk, send }: Shell): void {
  if (send === null) return;
  const { clock, consortium, marks, measures, queue } = options;
  for (const { machine, refusedFrom } of dueReceipts(desk, clock.monotonicMs(), queue.fill())) {
    const [node = '', device = ''] = machine.split('/');
    const target = { group: consortium, node, device };
    const at = clock.now();
    const through = marks.get(machine);
    if (through !== undefined) {
      measures.receipts.inc();
      send(command(target, receiptMetrics(through, at), at));
    }
    if (refusedFrom === null) continue;
    measures.slotRefusals.inc();
    send(command(target, refusalMetrics(refusedFrom, at), at));
  }
}

/** One machine's data: live values to the board at once, a parcel to the queue. */
function takeData(options: IngestOptions, id: MachineId, metrics: readonly ResolvedMetric[]): void {
  const { board, queue, measures, clock } = options;
  const before = board.machine(id);
  if (before === undefined) return;
  if (metrics.some(({ name }) => name.startsWith('State/')))
    board.put(machineTold(before, metrics, clock.now()));
  const parcel = parcelIn(options, id, metrics, before.slotLengthMs);
  if (parcel === null || queue.offer(parcel)) return;
  measures.parcelsDropped.inc();
}

function parcelIn(
  options: IngestOptions,
  id: MachineId,
  metrics: readonly ResolvedMetric[],
  slotLengthMs: number | null,
): Parcel | null {
  try {
    const parcel = readParcel(id, metrics, slotLengthMs);
    const fault = parcel === null ? null : parcelFault(parcel);
    if (fault === null) return parcel;
    dropped(options, id, fault);
  } catch (error) {
    if (!(error instanceof ParcelError)) throw error;
    dropped(options, id, error.message);
  }
  return null;
}

function dropped(options: IngestOptions, source: string, reason: string): void {
  const { measures, log, sparingly, expectedNodes } = options;
  const edge = source.split('/')[0] ?? '';
  measures.malformed.inc();
  // Names that nobody wrote down share one line, or a stranger could make the measures grow.
  measures.malformedOf.inc({ edge: expectedNodes().has(edge) ? edge : 'other' });
  const leftOut = sparingly(source);
  if (leftOut !== null) log.warn({ source, reason, leftOut }, 'a message was dropped');
}
