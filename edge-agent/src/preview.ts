// Pure: exactly which metrics would leave the box, per machine and level, as a text for the owner. Made by the function
// that makes the births, and a session can publish nothing its births did not declare.
import type { Metric } from '@nakamawashi/sparkplug';
import { DataType } from '@nakamawashi/sparkplug';
import type { EdgeConfig } from './config.ts';
import { birthsOf } from './sharing/births.ts';
import { audiences, levelSent } from './sharing/levels.ts';
import type { Sending } from './sharing/withholding.ts';

/** What stands for values that only a running agent has. */
const notYet = {
  live: { state: 'unknown', inferred: false, since: 0 },
  follows: null,
  oldest: null,
} as const;
const quietNode = {
  clockTrusted: true,
  clockOffsetMs: null,
  outboxDepth: 0,
  outboxOldestAgeS: null,
  outboxSetAside: 0,
};

/** The preview, one line per metric. */
export function previewText(
  config: EdgeConfig,
  agentVersion: string,
  sending: Sending = { mode: 'open', since: null, until: null },
): string {
  const now = {
    agentVersion,
    status: quietNode,
    machine: () => ({ ...notYet, acknowledgedThrough: null }),
  };
  const { node, devices } = birthsOf(config, now, 0);
  const { consortium, workshop, consent, broker } = config;
  const lines = [
    `To ${broker.url}, consortium ${consortium}, as ${workshop.id}.`,
    consent === null
      ? 'No consent is recorded: no machine is sent, not even its name.'
      : `Consent to text ${consent.text} by ${consent.person} on ${consent.date}.`,
    ...sendingLines(sending),
    '',
    'The box itself:',
    ...node.map(metricLine),
    '  bdSeq (Int64) = number of the session',
    '  Node Control/Rebirth (Boolean) = false',
  ];
  for (const { id, name, sharing } of config.machines) {
    const audienceText = audiences.map((audience) => `${audience} ${sharing[audience]}`).join(', ');
    const level = levelSent(sharing, consent);
    const sentText =
      level === 'none' ? 'nothing is sent, it does not exist outside' : `sent at level ${level}`;
    lines.push('', `${id} (${name.ja}): ${audienceText}: ${sentText}`);
    lines.push(...(devices.get(id) ?? []).map(metricLine));
  }
  return `${lines.join('\n')}\n`;
}

function sendingLines({ mode, until }: Sending): readonly string[] {
  const rest = 'What follows is what is sent otherwise; of the time withheld nothing is sent later either.';
  if (mode === 'stopped')
    return ['SENDING IS STOPPED by the owner: nothing at all leaves, until it is started again.', rest];
  if (mode === 'open' || until === null) return [];
  return [`PAUSED by the owner until ${new Date(until).toISOString()}: only the box itself is sent.`, rest];
}

function metricLine({ name, datatype, value }: Metric): string {
  const type = Object.entries(DataType).find(([, code]) => code === datatype)?.[0] ?? '?';
  return `  ${name} (${type})${value === null ? '' : ` = ${value}`}`;
}
