// The owner's page with made-up machines, served by the page's own code: for the browser test and for pictures.
import type { Interval, MachineState } from '@nakamawashi/machine-model';
import { createLog, systemClock } from '@nakamawashi/runtime';
import type { IntervalHistory } from '../../edge-agent/src/history/intervalHistory.ts';
import { openAccounts } from '../../edge-agent/src/localPage/accounts.ts';
import { type AgentStatus, healthOf, type MachineStatus } from '../../edge-agent/src/localPage/health.ts';
import { endOfPause, type OwnerDeed } from '../../edge-agent/src/localPage/ownerDeeds.ts';
import { servePage } from '../../edge-agent/src/localPage/page.ts';
import { levelSent, type Sharing } from '../../edge-agent/src/sharing/levels.ts';
import {
  pauseAt,
  resumeAt,
  sendingAt,
  stopAt,
  type Withholding,
} from '../../edge-agent/src/sharing/withholding.ts';

const hourMs = 3_600_000;
const timeZone = 'Asia/Tokyo';
const consent = { text: '2026-04', person: '山田太郎', date: '2026-11-01' };
/** Friday, 14:20 in Tokyo. */
const ownerNoted = Date.UTC(2026, 10, 20, 5, 20);

/** A page that is served, and what can be done to it from behind. */
export interface OwnerFixture {
  readonly address: string;
  readonly deeds: readonly OwnerDeed[];
  /** A link that is broken, or not. */
  setTrouble(isTroubled: boolean): void;
  close(): Promise<void>;
}

/** Serves the page on a free port; `pinFile` asks for a PIN. */
export async function serveOwnerFixture(pinFile: string | null = null): Promise<OwnerFixture> {
  const stopping = new AbortController();
  const deeds: OwnerDeed[] = [];
  let times: readonly Withholding[] = [];
  let isTroubled = false;
  const status = (): AgentStatus => madeUpStatus(times, isTroubled);
  const accountOf = openAccounts(madeUpHistory, timeZone);
  const log = createLog('test');
  log.level = 'silent';
  let finished: Promise<void> = Promise.resolve();
  const port = await new Promise<number>((resolve) => {
    finished = servePage(
      {
        http: { host: '127.0.0.1', port: 0, pinFile },
        clock: systemClock,
        log,
        status,
        view: (isUnsaved) => {
          const health = healthOf(status());
          const accounts = new Map(machines.map(({ id }) => [id, accountOf(id, ownerNoted)]));
          return { health, timeZone, consent, accounts, isUnsaved };
        },
        perform: (deed) => {
          deeds.push(deed);
          if (deed === 'stop') times = stopAt(times, ownerNoted);
          else if (deed === 'resume') times = resumeAt(times, ownerNoted);
          else times = pauseAt(times, ownerNoted, endOfPause(deed, ownerNoted, timeZone));
        },
        onListening: resolve,
      },
      stopping.signal,
    );
  });
  return {
    address: `http://127.0.0.1:${port}/`,
    deeds,
    setTrouble: (now) => {
      isTroubled = now;
    },
    close: async () => {
      stopping.abort();
      await finished;
    },
  };
}

interface MadeUp {
  readonly id: string;
  readonly name: { readonly ja: string; readonly en: string };
  readonly sharing: Sharing;
  readonly state: MachineState;
  readonly evidence: MachineStatus['evidence'];
  /** State and length in hours, from 8 o'clock on each day. */
  readonly day: readonly (readonly [MachineState, number])[];
}

const sharing = (desk: Sharing['desk'], circle: Sharing['circle'] = 'none'): Sharing => ({
  desk,
  circle,
  consortium: 'none',
});
const machines: readonly MadeUp[] = [
  {
    id: 'lathe-1',
    name: { ja: 'NC旋盤 1号機', en: 'CNC lathe 1' },
    sharing: sharing('live', 'mark'),
    state: 'production',
    evidence: 'controller',
    day: [
      ['setup', 0.7],
      ['production', 2.4],
      ['fault', 0.3],
      ['production', 1.1],
      ['idle', 0.8],
      ['production', 4],
    ],
  },
  {
    id: 'grinder-1',
    name: { ja: '平面研削盤', en: 'Surface grinder' },
    sharing: sharing('hours', 'mark'),
    state: 'idle',
    evidence: 'lamp',
    day: [
      ['idle', 1.2],
      ['production', 3.2],
      ['idle', 6],
    ],
  },
  {
    id: 'mill-1',
    name: { ja: '汎用フライス', en: 'Milling machine' },
    sharing: sharing('mark'),
    state: 'fault',
    evidence: 'current',
    day: [
      ['production', 3],
      ['unknown', 2],
      ['maintenance', 1],
      ['fault', 4],
    ],
  },
  {
    id: 'press-1',
    name: { ja: 'プレス', en: 'Press' },
    sharing: sharing('none'),
    state: 'unknown',
    evidence: 'lamp',
    day: [
      ['production', 0.4],
      ['unknown', 9],
    ],
  },
];

const firstDay = Date.UTC(2026, 9, 31, 15);
/** Each day from midnight: power off, eight hours later the machine's own day, then power off again. */
const madeUpHistory: IntervalHistory = {
  extend: () => undefined,
  knownThrough: () => ownerNoted,
  cutOff: () => undefined,
  forget: () => undefined,
  read: (machine, span) => {
    const all: Interval[] = [];
    for (let midnight = firstDay; midnight < ownerNoted; midnight += 24 * hourMs) {
      let from = midnight;
      const add = (state: MachineState, ms: number): void => {
        const cut = { from: Math.max(from, span.from), until: Math.min(from + ms, span.until, ownerNoted) };
        if (cut.from < cut.until) all.push({ ...cut, state, inferred: false });
        from += ms;
      };
      add(machine === 'press-1' ? 'unknown' : 'off', 8 * hourMs);
      for (const [state, length] of machines.find(({ id }) => id === machine)?.day ?? [])
        add(state, length * hourMs);
      add('off', midnight + 24 * hourMs - from);
    }
    return all;
  },
};

function madeUpStatus(times: readonly Withholding[], isTroubled: boolean): AgentStatus {
  const sending = sendingAt(times, ownerNoted);
  const since = ownerNoted - 6 * hourMs;
  const born = { state: sending.mode === 'stopped' ? 'stopped' : 'born', problem: null, since } as const;
  return {
    at: ownerNoted,
    version: '0',
    workshop: { id: 'kamata', name: { ja: '蒲田精密', en: 'Kamata Seimitsu' } },
    link: isTroubled ? { state: 'offline', problem: 'connect ECONNREFUSED 203.0.113.9:8883', since } : born,
    hasConsent: true,
    sending,
    switchProblem: null,
    configProblem: null,
    certificate: null,
    clock: { isTrusted: true, offsetMs: null },
    outbox: { depth: isTroubled ? 214 : 0, oldest: isTroubled ? since : null, setAside: 0, dropped: 0 },
    diskProblem: null,
    isTimeTrusted: true,
    givenUp: 0,
    repairs: [],
    machines: machines.map((machine) => ({
      ...machine,
      level: levelSent(machine.sharing, consent),
      isUnprotected: false,
      live: {
        state: machine.state,
        inferred: machine.evidence === 'current',
        since: ownerNoted - hourMs * 1.3,
      },
      contact: {
        isConnected: machine.state !== 'unknown',
        last: ownerNoted,
        problem: machine.state === 'unknown' ? 'connect EHOSTUNREACH 192.168.10.33:502' : null,
      },
    })),
  };
}
