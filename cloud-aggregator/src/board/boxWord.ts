// Pure: what a box says of itself, and whether it is connected. Whatever an edge node sends, what comes out is
// short and of the right type; what it did not say is null.
import type { TimestampMs } from '@nakamawashi/machine-model';
import type { HostEvent, ResolvedMetric } from '@nakamawashi/sparkplug';

/** The last word of a box about itself. */
export interface BoxWord {
  /** Since when it is connected, or null. */
  readonly connectedSince: TimestampMs | null;
  /** The version of its program. */
  readonly version: string | null;
  readonly clockTrusted: boolean | null;
  /** Its clock minus the reference's. */
  readonly clockOffsetMs: number | null;
  /** Slots that wait for their receipt. */
  readonly waitingSlots: number | null;
}

/** A box of which nothing was heard. */
export const unheardBox: BoxWord = {
  connectedSince: null,
  version: null,
  clockTrusted: null,
  clockOffsetMs: null,
  waitingSlots: null,
};
const longestVersion = 40;

/** The word after an event of its edge node. */
export function boxAfter(word: BoxWord, event: HostEvent, at: TimestampMs): BoxWord {
  switch (event.kind) {
    case 'nodeBorn':
      // Births are asked for again on a line that is up.
      return told({ ...unheardBox, connectedSince: word.connectedSince ?? at }, event.metrics);
    case 'nodeDead':
      return { ...word, connectedSince: null };
    case 'data':
      return event.device === null ? told(word, event.metrics) : word;
    default:
      return word;
  }
}

function told(word: BoxWord, metrics: readonly ResolvedMetric[]): BoxWord {
  const last = (name: string) =>
    metrics.findLast((metric) => metric.name === name && metric.isHistorical !== true);
  const figure = (name: string, before: number | null): number | null => {
    const found = last(name);
    if (found === undefined) return before;
    const value = Number(found.value ?? Number.NaN);
    return Number.isSafeInteger(value) ? value : null;
  };
  const version = last('Properties/Agent Version')?.value;
  const trusted = last('Clock/Trusted')?.value;
  return {
    ...word,
    version: typeof version === 'string' && version !== '' ? version.slice(0, longestVersion) : word.version,
    clockTrusted: typeof trusted === 'boolean' ? trusted : word.clockTrusted,
    clockOffsetMs: figure('Clock/Offset ms', word.clockOffsetMs),
    waitingSlots: figure('Outbox/Depth', word.waitingSlots),
  };
}
