// The agent's figures for Prometheus, made anew from its status at each request.
import { machineStates } from '@nakamawashi/machine-model';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { AgentStatus } from './health.ts';

/** Renders GET /metrics. */
export interface Metrics {
  readonly contentType: string;
  text(status: AgentStatus): Promise<string>;
}

/** The figures of one agent. */
export function openMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const gauge = (name: string, help: string, ...labelNames: string[]): Gauge =>
    new Gauge({ name: `nakamawashi_edge_${name}`, help, labelNames, registers: [registry] });
  const linkUp = gauge('link_up', '1 while births are out and the host is there');
  const sending = gauge('sending', '1 while the owner neither pauses nor stops the sending');
  const depth = gauge('outbox_slots', 'Slots waiting for their receipt');
  const oldest = gauge('outbox_oldest_age_seconds', 'Age of the oldest waiting slot; 0 when there is none');
  const dropped = gauge('outbox_dropped_slots', 'Slots dropped because the outbox was full');
  const setAside = gauge('outbox_set_aside_slots', 'Slots set aside because they lay in the future');
  const trusted = gauge('clock_trusted', '1 while nobody has complained about the clock');
  const connected = gauge('machine_connected', '1 while the machine is in contact', 'machine');
  const state = gauge('machine_state', '1 for the state the machine is in', 'machine', 'state');
  return {
    contentType: registry.contentType,
    text: (status) => {
      linkUp.set(status.link.state === 'born' ? 1 : 0);
      sending.set(status.sending.mode === 'open' ? 1 : 0);
      depth.set(status.outbox.depth);
      oldest.set(status.outbox.oldest === null ? 0 : (status.at - status.outbox.oldest) / 1_000);
      dropped.set(status.outbox.dropped);
      setAside.set(status.outbox.setAside);
      trusted.set(status.clock.isTrusted ? 1 : 0);
      for (const { id, contact, live } of status.machines) {
        connected.set({ machine: id }, contact.isConnected ? 1 : 0);
        for (const each of machineStates)
          state.set({ machine: id, state: each }, each === live.state ? 1 : 0);
      }
      return registry.metrics();
    },
  };
}
