// What one workshop may ask of the host, so that a broken or hostile box costs the others nothing: messages and births
// by the minute, bytes of births remembered, bytes of one message. A box that works never comes near any of them.

/** The bounds of each workshop. */
export const budget = {
  /** Sustained; a machine sends a few a minute, and parcels at the pace of its receipts. */
  messagesPerSecond: 500,
  /** At once: the births of 500 machines and a window of parcels of each. */
  messagesAtOnce: 10_000,
  birthsPerMinute: 12,
  birthsAtOnce: 20,
  /** Together since the last NBIRTH: what births declare is kept. */
  birthBytes: 2_097_152,
  payloadBytes: 262_144,
} as const;

export interface Budgets {
  /** Why a message of this workshop is not looked at, or null; asking spends it. */
  refusal(workshop: string, message: { readonly type: string; readonly bytes: number }): string | null;
}

interface Allowance {
  messages: number;
  births: number;
  birthBytes: number;
  atMs: number;
}

export function openBudgets(monotonicMs: () => number): Budgets {
  const allowances = new Map<string, Allowance>();
  const filled = (workshop: string): Allowance => {
    const nowMs = monotonicMs();
    const known = allowances.get(workshop);
    if (known === undefined) {
      const whole = {
        messages: budget.messagesAtOnce,
        births: budget.birthsAtOnce,
        birthBytes: 0,
        atMs: nowMs,
      };
      allowances.set(workshop, whole);
      return whole;
    }
    const seconds = (nowMs - known.atMs) / 1_000;
    known.atMs = nowMs;
    known.messages = Math.min(budget.messagesAtOnce, known.messages + seconds * budget.messagesPerSecond);
    known.births = Math.min(budget.birthsAtOnce, known.births + (seconds * budget.birthsPerMinute) / 60);
    return known;
  };
  return {
    refusal: (workshop, { type, bytes }) => {
      const allowance = filled(workshop);
      // A death is one of a connection, and to miss it would show a dead box as living.
      if (allowance.messages < 1 && type !== 'NDEATH')
        return `more than ${budget.messagesPerSecond} messages a second`;
      allowance.messages -= 1;
      if (bytes > budget.payloadBytes) return `a message of ${bytes} bytes`;
      if (type === 'NBIRTH') {
        if (allowance.births < 1) return `more than ${budget.birthsPerMinute} births a minute`;
        allowance.births -= 1;
        allowance.birthBytes = 0;
      }
      if (type !== 'NBIRTH' && type !== 'DBIRTH') return null;
      allowance.birthBytes += bytes;
      return allowance.birthBytes > budget.birthBytes
        ? `births of more than ${budget.birthBytes} bytes`
        : null;
    },
  };
}
