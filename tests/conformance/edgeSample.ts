// Pure: births and sessions for the tests of the edge session.
// Promise: one node with two machines that are shared and one that is not.
import * as edge from '../../packages/sparkplug/src/edgeSession.ts';
import {
  machineBirthMetrics,
  nodeBirthMetrics,
  nodeStatusMetrics,
} from '../../packages/sparkplug/src/metrics.ts';
import type { Outgoing } from '../../packages/sparkplug/src/outgoing.ts';
import { decodePayload, type Metric, type Payload } from '../../packages/sparkplug/src/payload.ts';
import { parseTopic } from '../../packages/sparkplug/src/topic.ts';
import { calmStatus } from '../calmStatus.ts';

/** A node without a primary host. */
export const identity = { group: 'ota', node: 'kamata', primaryHost: null };
/** The same node, waiting for a primary host. */
export const waiting = { ...identity, primaryHost: 'board' };
/** A machine at rest. */
export const live = { state: 'idle', inferred: false, since: 5, evidence: 'lamp' } as const;
/** A box that is well. */
/** What one machine says at birth, shared `live`. */
export const machine = machineBirthMetrics(
  {
    displayName: '旋盤',
    profile: 'stack-light',
    level: 'live',
    live,
    follows: null,
    oldest: null,
    slotLengthMs: 300_000,
    acknowledgedThrough: null,
  },
  10,
);
/** Two machines to be born and one that is not shared. */
export const births: edge.Births = {
  node: nodeBirthMetrics({ agentVersion: '1', displayName: '蒲田', configHash: 'x', status: calmStatus }, 10),
  devices: new Map([
    ['lathe-1', machine],
    ['press-1', machine],
    ['secret-1', []],
  ]),
};
/** The payload of a message. */
export const read = ({ payload }: Outgoing): Payload => decodePayload(payload);
/** The message type in its topic. */
export const typeOf = ({ topic }: Outgoing): string | undefined => parseTopic(topic)?.type;
/** The metric of that name in a message. */
export const metricIn = (message: Outgoing, name: string): Metric | undefined =>
  read(message).metrics.find((metric) => metric.name === name);
/** A session with bdSeq 7, born at 20, and its births. */
export const born = (): readonly [edge.BornSession, readonly Outgoing[]] =>
  edge.birth(edge.openSession(identity, 7), births, 20);
/** Node metrics as they change. */
export const nodeStatus = nodeStatusMetrics(calmStatus, 30);
/** The address of the node or one of its devices. */
export const to = (device: string | null): { group: string; node: string; device: string | null } => ({
  group: 'ota',
  node: 'kamata',
  device,
});
