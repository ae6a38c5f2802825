// Pure: what the Sparkplug package offers: topics, payloads, both sessions, parcels, receipts, the rule of each side.
// Promise: it does no input or output.

export * from './admit.ts';
export * from './dataType.ts';
export type { Declared, ResolvedMetric } from './declared.ts';
export * from './delivery.ts';
export * from './edgeSession.ts';
export * from './hostSession.ts';
export * from './hostState.ts';
export * from './metrics.ts';
export { command, type Outgoing } from './outgoing.ts';
export * from './parcel.ts';
export * from './payload.ts';
export * from './topic.ts';
