// Pure: what of a configuration a stranger on the telephone may read. Promise: a setting is shown because it is on the
// list of those that are no secret; one that is new, misspelt or unknown is left out.
import type { EdgeConfig, Machine } from '../config.ts';

/** Settings of a machine's endpoint that tell how it is reached, and nothing about who may. */
const endpointSettings = [
  'host',
  'port',
  'unit',
  'path',
  'framing',
  'baudRate',
  'dataBits',
  'stopBits',
  'parity',
  'intervalMs',
  'timeoutMs',
  'gapLimit',
  'wordOrder',
  'machine',
  'security',
  'serial',
  'tcp',
];

/** The configuration without passwords, names of people and users, and everything that is not on the list. */
export function openSettings(config: EdgeConfig): unknown {
  const { broker, consent, http } = config;
  return {
    consortium: config.consortium,
    workshop: config.workshop,
    broker: { url: withoutUser(broker.url), hasTls: broker.tls !== undefined },
    primaryHost: config.primaryHost,
    enrolment: config.enrolment === null ? null : { url: withoutUser(config.enrolment.url) },
    dataDir: config.dataDir,
    http: http === null ? null : { host: http.host, port: http.port, hasPin: http.pinFile !== null },
    timeZone: config.timeZone,
    consent: consent === null ? null : { text: consent.text, date: consent.date },
    slotLengthMs: config.slotLengthMs,
    clock: config.clock,
    outbox: config.outbox,
    history: config.history,
    machines: config.machines.map(openMachine),
  };
}

function openMachine({ id, name, profile, protocol, endpoint, sharing }: Machine): unknown {
  return { id, name, profile: profile.id, protocol, endpoint: openPart(endpoint), sharing };
}

function openPart(part: unknown): unknown {
  if (typeof part !== 'object' || part === null) return part;
  const settings = Object.entries(part).map(([key, value]: [string, unknown]) => {
    if (key === 'url') return [key, typeof value === 'string' ? withoutUser(value) : leftOut];
    if (!endpointSettings.includes(key)) return [key, leftOut];
    return [key, openPart(value)];
  });
  return Object.fromEntries(settings);
}

const leftOut = '(left out)';

/** An address without the user and password that may stand in it, and without its query. */
function withoutUser(url: string): string {
  return url.replace(/\/\/[^/@]*@/, '//').replace(/[?#].*$/, '');
}
