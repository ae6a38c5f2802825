// Pure: what the host knows of one edge node's session, one immutable record per node.
// Promise: only metrics that a birth declared come out, named and typed, in the order of their seq.
// Follows Sparkplug B 3.0 sections 5.5 to 5.9 (births, deaths, reordering, rebirth requests).

import type { TimestampMs } from '@nakamawashi/machine-model';
import { DataType, PayloadError } from './dataType.ts';
import { type Declared, declare, type ResolvedMetric, resolve } from './declared.ts';
import { command, type Outgoing } from './outgoing.ts';
import { decodePayload, type Payload } from './payload.ts';
import type { SparkplugTopic } from './topic.ts';

/** What a message, or time passing, means to the host; `sentAt` is by the sender's clock, `at` by the host's (ms). */
export type HostEvent =
  | {
      readonly kind: 'nodeBorn';
      readonly metrics: readonly ResolvedMetric[];
      readonly sentAt: TimestampMs | null;
    }
  | {
      readonly kind: 'deviceBorn';
      readonly device: string;
      readonly metrics: readonly ResolvedMetric[];
      readonly sentAt: TimestampMs | null;
    }
  | {
      readonly kind: 'data';
      /** Null for the node's own metrics. */
      readonly device: string | null;
      readonly metrics: readonly ResolvedMetric[];
      readonly sentAt: TimestampMs | null;
    }
  | { readonly kind: 'deviceDead'; readonly device: string; readonly at: TimestampMs }
  | { readonly kind: 'nodeDead'; readonly at: TimestampMs }
  | { readonly kind: 'refused'; readonly reason: string };

/** One edge node as the host sees it. Every metric of what is not alive is stale. */
export interface NodeView {
  readonly group: string;
  readonly node: string;
  readonly isAlive: boolean;
  readonly bdSeq: number | null;
  readonly nextSeq: number;
  /** What the births declared, per device; the node's own under ''. */
  readonly declared: ReadonlyMap<string, Declared>;
  readonly liveDevices: ReadonlySet<string>;
  /** Messages that came before one that is missing. */
  readonly waiting: readonly Waiting[];
  /** Since when a message is missing or out of turn. */
  readonly gapSince: TimestampMs | null;
  /** Whether births are wanted, how often they were asked for in vain, and when last. */
  readonly isRebirthWanted: boolean;
  readonly rebirthsAsked: number;
  readonly rebirthAskedAt: TimestampMs | null;
}

/** A decoded message that waits for its turn. */
export interface Waiting {
  readonly topic: SparkplugTopic;
  readonly payload: Payload & { readonly seq: number };
}

/** The outcome of one step: the new view, what it means, and what to publish. */
export interface HostStep {
  readonly view: NodeView;
  readonly events: readonly HostEvent[];
  readonly send: readonly Outgoing[];
}

/** How long a missing message is waited for, in ms, unless told otherwise (…-host-reordering-param). */
export const reorderTimeoutMs = 5_000;
/** The least time between two rebirth requests to one node, in ms; it doubles with each that brings no birth. */
export const rebirthPauseMs = 10_000;
/** The longest such pause, in ms. */
export const longestRebirthPauseMs = 300_000;
/** Most messages that wait for a missing one. */
export const mostWaiting = 64;
/** Most metrics in them together: a window of parcels, and not what a hostile node could make of 64 messages. */
const mostWaitingMetrics = 50_000;

/** The view of a node of which nothing was heard yet. */
export function unknownNode(group: string, node: string): NodeView {
  return {
    group,
    node,
    isAlive: false,
    bdSeq: null,
    nextSeq: 0,
    declared: new Map(),
    liveDevices: new Set(),
    waiting: [],
    gapSince: null,
    isRebirthWanted: false,
    rebirthsAsked: 0,
    rebirthAskedAt: null,
  };
}

/** Takes in one message of a node at the host's time; whatever the bytes are, the outcome is a value. */
export function receiveAtHost(
  known: NodeView | undefined,
  topic: SparkplugTopic,
  bytes: Uint8Array,
  at: TimestampMs,
): HostStep {
  const view = known ?? unknownNode(topic.group, topic.node);
  // The host's own commands come back through its group subscription.
  if (topic.type === 'NCMD' || topic.type === 'DCMD') return quiet(view);
  try {
    const payload = decodePayload(bytes);
    if (topic.type === 'NDEATH') return die(view, payload, at);
    const { seq } = payload;
    if (seq === null || seq > 255) return refuse(view, `${topic.type} with seq ${seq}`, at);
    const message: Waiting = { topic, payload: { ...payload, seq } };
    if (topic.type === 'NBIRTH') return nodeBorn(view, message, at);
    if (!view.isAlive) return refuse(view, `${topic.type} before a birth`, at);
    return inOrder(view, message, at);
  } catch (error) {
    if (error instanceof PayloadError) return refuse(view, `${topic.type}: ${error.message}`, at);
    throw error;
  }
}

/** Lets time pass: a message missing for too long is given up, what waits is taken, and births are asked for. */
export function hostTick(view: NodeView, at: TimestampMs, timeoutMs = reorderTimeoutMs): HostStep {
  if (view.gapSince === null) return view.isRebirthWanted ? askRebirth(view, at) : quiet(view);
  const waitedMs = at - view.gapSince;
  // A clock that was set back must not make a gap wait for ever.
  return waitedMs >= 0 && waitedMs < timeoutMs ? quiet(view) : giveUpWaiting(view, at);
}

/** After the host's own connection was lost: everything is stale, and only births count. */
export function contactLost(view: NodeView, at: TimestampMs): HostStep {
  if (!view.isAlive) return quiet(view);
  return { view: dead(view), events: [{ kind: 'nodeDead', at }], send: [] };
}

/** Wants the node's births: asks now, or when the pause since the last request is over (see hostTick). */
export function askRebirth(view: NodeView, at: TimestampMs): HostStep {
  const pauseMs = Math.min(rebirthPauseMs * 2 ** Math.max(0, view.rebirthsAsked - 1), longestRebirthPauseMs);
  const sinceMs = view.rebirthAskedAt === null ? pauseMs : at - view.rebirthAskedAt;
  if (sinceMs >= 0 && sinceMs < pauseMs) return quiet({ ...view, isRebirthWanted: true });
  const { group, node } = view;
  const metric = { name: 'Node Control/Rebirth', timestamp: at, datatype: DataType.Boolean, value: true };
  const send = [command({ group, node, device: null }, [metric], at)];
  const rebirthsAsked = view.rebirthsAsked + 1;
  return { view: { ...view, isRebirthWanted: true, rebirthsAsked, rebirthAskedAt: at }, events: [], send };
}

function quiet(view: NodeView): HostStep {
  return { view, events: [], send: [] };
}

function refuse(view: NodeView, reason: string, at: TimestampMs): HostStep {
  const asked = askRebirth(view, at);
  return { ...asked, events: [{ kind: 'refused', reason }] };
}

function dead(view: NodeView): NodeView {
  return {
    ...view,
    isAlive: false,
    liveDevices: new Set(),
    waiting: [],
    gapSince: null,
    isRebirthWanted: false,
  };
}

function die(view: NodeView, payload: Payload, at: TimestampMs): HostStep {
  const bdSeq = payload.metrics.find((metric) => metric.name === 'bdSeq')?.value;
  if (!view.isAlive || bdSeq !== view.bdSeq) {
    return {
      view,
      events: [{ kind: 'refused', reason: `NDEATH of another session, bdSeq ${bdSeq}` }],
      send: [],
    };
  }
  return { view: dead(view), events: [{ kind: 'nodeDead', at }], send: [] };
}

function nodeBorn(view: NodeView, { payload }: Waiting, at: TimestampMs): HostStep {
  const { declared, metrics } = declare(payload.metrics);
  const bdSeq = metrics.find((metric) => metric.name === 'bdSeq')?.value;
  if (typeof bdSeq !== 'number') return refuse(view, 'NBIRTH without bdSeq', at);
  const { timestamp } = payload;
  const born: NodeView = {
    ...view,
    isAlive: true,
    bdSeq,
    nextSeq: (payload.seq + 1) % 256,
    declared: new Map([['', declared]]),
    liveDevices: new Set(),
    // A DBIRTH of this very birth may have overtaken it; anything sent earlier belongs to the past.
    waiting: view.waiting.filter(
      (message) => timestamp !== null && (message.payload.timestamp ?? 0) >= timestamp,
    ),
    gapSince: null,
    isRebirthWanted: false,
    rebirthsAsked: 0,
  };
  const step: HostStep = { view: born, events: [{ kind: 'nodeBorn', metrics, sentAt: timestamp }], send: [] };
  return takeWaiting(step, at);
}

/**
 * A message at its turn is taken with all that waited for it; one ahead of its turn waits; one behind is dropped.
 * Behind may also mean that the NBIRTH of a new session was lost, so that, too, must end in a rebirth.
 */
function inOrder(view: NodeView, message: Waiting, at: TimestampMs): HostStep {
  const ahead = distance(view, message);
  if (ahead === 0) return takeWaiting(take(view, message, at), at);
  if (ahead >= 128 || view.waiting.some((other) => other.payload.seq === message.payload.seq)) {
    const reason = `${message.topic.type} repeated or too late, seq ${message.payload.seq}`;
    const doubtful: NodeView = { ...view, gapSince: view.gapSince ?? at };
    return { view: doubtful, events: [{ kind: 'refused', reason }], send: [] };
  }
  const waiting = [...view.waiting, message];
  const held: NodeView = { ...view, waiting, gapSince: view.gapSince ?? at };
  const metrics = waiting.reduce((sum, { payload }) => sum + payload.metrics.length, 0);
  const isTooMuch = waiting.length > mostWaiting || metrics > mostWaitingMetrics;
  return isTooMuch ? giveUpWaiting(held, at) : quiet(held);
}

function distance(view: NodeView, { payload }: Waiting): number {
  return (payload.seq - view.nextSeq + 256) % 256;
}

function takeWaiting(before: HostStep, at: TimestampMs): HostStep {
  let step = before;
  for (;;) {
    const next = step.view.waiting.find((message) => distance(step.view, message) === 0);
    if (next === undefined) break;
    const waiting = step.view.waiting.filter((message) => message !== next);
    step = join(step, take({ ...step.view, waiting }, next, at));
  }
  const gapSince = step.view.waiting.length === 0 ? null : (step.view.gapSince ?? at);
  return { ...step, view: { ...step.view, gapSince } };
}

function giveUpWaiting(view: NodeView, at: TimestampMs): HostStep {
  const waiting = view.waiting.toSorted((a, b) => distance(view, a) - distance(view, b));
  let step = quiet({ ...view, waiting: [], gapSince: null });
  for (const message of waiting) step = join(step, take(step.view, message, at));
  return join(step, askRebirth(step.view, at));
}

function join(first: HostStep, second: HostStep): HostStep {
  return {
    view: second.view,
    events: [...first.events, ...second.events],
    send: [...first.send, ...second.send],
  };
}

/** One message at its turn. */
function take(before: NodeView, { topic, payload }: Waiting, at: TimestampMs): HostStep {
  const view: NodeView = { ...before, nextSeq: (payload.seq + 1) % 256 };
  const { device, type } = topic;
  const { timestamp: sentAt } = payload;
  if (device === null) return data(view, null, payload, at);
  switch (type) {
    case 'DBIRTH': {
      const { declared, metrics } = declare(payload.metrics);
      const born: NodeView = {
        ...view,
        declared: new Map(view.declared).set(device, declared),
        liveDevices: new Set(view.liveDevices).add(device),
      };
      return { view: born, events: [{ kind: 'deviceBorn', device, metrics, sentAt }], send: [] };
    }
    case 'DDEATH': {
      const liveDevices = new Set(view.liveDevices);
      liveDevices.delete(device);
      return {
        view: { ...view, liveDevices },
        events: [{ kind: 'deviceDead', device, at: sentAt ?? at }],
        send: [],
      };
    }
    default:
      return data(view, device, payload, at);
  }
}

function data(view: NodeView, device: string | null, payload: Payload, at: TimestampMs): HostStep {
  const declared = view.declared.get(device ?? '');
  if (declared === undefined || (device !== null && !view.liveDevices.has(device))) {
    return refuse(view, `data of ${device} before its birth`, at);
  }
  // Aliases are unique over the node and its devices, so the device's own births suffice to resolve them.
  const { metrics, faults } = resolve(declared, payload.metrics);
  const events: HostEvent[] = [{ kind: 'data', device, metrics, sentAt: payload.timestamp }];
  if (faults.length === 0) return { view, events, send: [] };
  const asked = askRebirth(view, at);
  return { ...asked, events: [...events, ...faults.map((reason) => ({ kind: 'refused' as const, reason }))] };
}
