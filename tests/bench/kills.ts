// kill -9 at random moments, 200 times each: of the agent while machines and aggregator go on, and of a process that
// writes to the outbox as fast as it can. What the store and the file hold afterwards, against what they had to hold.
import { killWriters } from '../contracts/outboxKills.ts';
import { killAgent, killConsortium, killSlotMs } from '../system/agentKills.ts';
import { createRig } from '../system/rig.ts';
import type { BenchTable } from './benchTable.ts';

export async function kills(times: number): Promise<BenchTable> {
  return {
    title: `kill -9 at random moments, ${times} times each`,
    columns: ['killed', 'found afterwards', 'lost', 'twice or torn', 'wrong'],
    rows: [await ofWriters(times), ...(await ofAgent(times))],
    notes: [
      'Lost: said to be on disk, or surely seen, and not there.',
      'Wrong: other than the machine did, or unknown without a cause.',
    ],
  };
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(0)} s`;

async function ofWriters(times: number): Promise<readonly string[]> {
  const found = await killWriters(times);
  const count = (of: (one: (typeof found)[number]) => boolean): string => String(found.filter(of).length);
  return [
    'writer of the outbox',
    `${found.at(-1)?.held ?? 0} slots`,
    count(({ said, held }) => held <= said),
    count(({ isWhole, repairs }) => !isWhole || repairs > 0),
    count(({ isTogether }) => !isTogether),
  ];
}

async function ofAgent(times: number): Promise<readonly (readonly string[])[]> {
  const rig = await createRig({ consortium: killConsortium, slotLengthMs: killSlotMs, broker: 'embedded' });
  try {
    await rig.startAll();
    const reports = await killAgent(rig, times);
    return reports.map((one) => [
      `edge agent (${one.lives.length} lives reached the machine)`,
      `${one.slots} slots of ${killSlotMs / 1_000} s, ${one.absent.length} absent, ` +
        `${seconds(one.unknownMs)} unknown; ${seconds(one.surelySeenMs)} had to be known`,
      String(one.lost.length),
      String(one.doubled.length),
      String(one.wrong.length + one.unexplained.length),
    ]);
  } finally {
    await rig.stop();
  }
}
