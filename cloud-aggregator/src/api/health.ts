// Pure: whether the aggregator is ready, and if not, why and what to do, in words of both languages (architecture 8).
// Two layers in each sentence: what happened and what to check; then the cause as the machine gave it.
import type { Bilingual } from '@nakamawashi/runtime';

/** What is known of the parts right now; a fault is the text of the last error, null when all is well. */
export interface Condition {
  readonly linkUp: boolean;
  readonly linkFault: string | null;
  readonly storeUp: boolean;
  readonly storeFault: string | null;
  /** Accounts of the embedded broker and certificates that hold; null with an external one. */
  readonly accounts: number | null;
  readonly accountsFault: string | null;
  readonly queuedSlots: number;
  readonly mostQueuedSlots: number;
}

interface HealthPart {
  readonly part: 'broker' | 'store' | 'accounts' | 'queue';
  readonly ok: boolean;
  readonly text: Bilingual;
}

export interface Health {
  readonly ready: boolean;
  readonly parts: readonly HealthPart[];
}

/** Ready means: boxes can connect and their slots become durable. */
export function healthOf(condition: Condition): Health {
  const parts = [
    brokerPart(condition),
    storePart(condition),
    ...accountsPart(condition),
    queuePart(condition),
  ];
  return { ready: condition.linkUp && condition.storeUp, parts };
}

function brokerPart({ linkUp, linkFault }: Condition): HealthPart {
  if (linkUp) return part('broker', true, 'ブローカーにつながっています。', 'The broker is connected.');
  return part(
    'broker',
    false,
    `ブローカーにつながっていません。工場のデータは各工場の箱に保存され、つながると届きます。アドレス、ネットワーク、証明書を確認してください。原因: ${linkFault ?? '接続中です'}`,
    'The broker is not connected. Data waits in the workshops’ boxes and arrives when it is back. Check its address, ' +
      `the network and the certificates. Cause: ${linkFault ?? 'still connecting'}`,
  );
}

function storePart({ storeUp, storeFault }: Condition): HealthPart {
  if (storeUp) return part('store', true, '保存先は正常です。', 'The store works.');
  return part(
    'store',
    false,
    `保存先に書き込めません。受領は止めてあり、データは工場の箱に残っています。ディスクの空きと権限を確認してください。原因: ${storeFault ?? '開いています'}`,
    'The store cannot be written. Receipts are withheld and data stays in the workshops’ boxes; live states go on. ' +
      `Check free space and permissions. Cause: ${storeFault ?? 'still opening'}`,
  );
}

function accountsPart({ accounts, accountsFault }: Condition): readonly HealthPart[] {
  if (accounts === null) return [];
  if (accountsFault !== null) {
    return [
      part(
        'accounts',
        false,
        `アカウントのファイルが読めません。前の内容で動いています。直してください。${accountsFault}`,
        `The accounts file cannot be read; the accounts read before go on. Mend it. ${accountsFault}`,
      ),
    ];
  }
  if (accounts > 0) {
    return [
      part(
        'accounts',
        true,
        `アカウントと証明書は ${accounts} 件です。`,
        `There are ${accounts} accounts and certificates.`,
      ),
    ];
  }
  const add = 'npm run aggregator -- enrol WORKSHOP --config FILE (account add WORKSHOP)';
  return [
    part(
      'accounts',
      false,
      `まだどの工場も接続できません。登録コードかアカウントを作ってください: ${add}`,
      `No workshop can sign in yet. Make a code or an account: ${add}`,
    ),
  ];
}

function queuePart({ queuedSlots, mostQueuedSlots }: Condition): HealthPart {
  const ok = queuedSlots < mostQueuedSlots / 2;
  const figures = `${queuedSlots} / ${mostQueuedSlots}`;
  return part(
    'queue',
    ok,
    ok
      ? `保存待ちは ${figures} です。`
      : `保存が追いついていません (${figures})。あふれた分は工場の箱から届き直します。`,
    ok
      ? `Waiting for the store: ${figures} slots.`
      : `The store does not keep up (${figures} slots); boxes send again.`,
  );
}

function part(name: HealthPart['part'], ok: boolean, ja: string, en: string): HealthPart {
  return { part: name, ok, text: { ja, en } };
}
