// Pure: how the agent is, in words of both languages, for the owner's page and for whoever looks after the box.
// Promise: every trouble is named with its machine, what happened, and what to check (architecture, "Errors").
import type { Evidence, LiveState, TimestampMs } from '@nakamawashi/machine-model';
import type { SharingLevel } from '@nakamawashi/sparkplug';
import type { ClockTrust } from '../clockTrust.ts';
import type { Contact } from '../collect.ts';
import type { Bilingual } from '../config.ts';
import { isNearEnd } from '../enrolment/certificateLife.ts';
import type { CertificateStatus } from '../enrolment/renewal.ts';
import type { Holdings } from '../outbox/outbox.ts';
import type { Link } from '../publish.ts';
import type { Repair } from '../repair.ts';
import type { Sharing } from '../sharing/levels.ts';
import type { Sending } from '../sharing/withholding.ts';

/** The agent at one instant. */
export interface AgentStatus {
  readonly at: TimestampMs;
  readonly version: string;
  readonly workshop: { readonly id: string; readonly name: Bilingual };
  readonly link: Link;
  readonly hasConsent: boolean;
  readonly sending: Sending;
  /** Why the owner's switch could not be read, and so stands on stop, or null. */
  readonly switchProblem: string | null;
  /** Why the configuration on disk is not the one that holds, or null. */
  readonly configProblem: string | null;
  /** The certificate by which the box signs in, or null. */
  readonly certificate: CertificateStatus | null;
  readonly clock: ClockTrust;
  /** False while nothing is dated because nobody vouches for the box's time. */
  readonly isTimeTrusted: boolean;
  readonly outbox: Holdings;
  /** Why nothing can be written down, or null. */
  readonly diskProblem: string | null;
  /** Slots given up since the start because the disk refused them for too long. */
  readonly givenUp: number;
  /** Files of records that could not be used and were set aside, the newest last. */
  readonly repairs: readonly Repair[];
  readonly machines: readonly MachineStatus[];
}

/** One machine at that instant. */
export interface MachineStatus {
  readonly id: string;
  readonly name: Bilingual;
  readonly level: SharingLevel;
  readonly sharing: Sharing;
  readonly evidence: Evidence;
  readonly live: LiveState;
  readonly contact: Contact;
  /** The configuration does without signature and encryption that the protocol has. */
  readonly isUnprotected: boolean;
}

/** One trouble: what happened and what to check, and the technical detail behind it. */
interface Trouble {
  /** By which a program knows it; the words may change. */
  readonly name: string;
  readonly machine: string | null;
  readonly ja: string;
  readonly en: string;
  readonly detail: string | null;
}

/**
 * The answer of GET /health; `ready` when slots are written down and the way to the host is open, or closed because the
 * owner wants it so.
 */
export interface Health extends Readonly<AgentStatus> {
  readonly ready: boolean;
  readonly troubles: readonly Trouble[];
}

/** A connection may take so long before anybody is asked to look after it. */
const connectingMs = 10_000;
/** A lost file is told for a month; the note in the data folder stays. */
const repairShownMs = 30 * 86_400_000;

/** Puts the status into words. */
export function healthOf(status: AgentStatus): Health {
  const troubles = [
    ...diskTroubles(status),
    ...repairTroubles(status),
    ...switchTroubles(status),
    ...configTroubles(status),
    ...linkTroubles(status),
    ...certificateTroubles(status),
    ...clockTroubles(status),
    ...status.machines.flatMap(machineTroubles),
  ];
  const isLinked = status.link.state === 'born' || status.link.state === 'stopped';
  return { ready: isLinked && status.diskProblem === null, ...status, troubles };
}

function diskTroubles({ diskProblem, outbox, givenUp }: AgentStatus): readonly Trouble[] {
  const full: Trouble = {
    name: 'diskRefuses',
    machine: null,
    ja: '記録をディスクに書けません。空き容量とカードを確認してください。書けるようになるまで、記録はメモリーにためています。',
    en: 'Records cannot be written to disk and are kept in memory. Check its free space and the card.',
    detail: diskProblem,
  };
  const dropped: Trouble = {
    name: 'slotsDropped',
    machine: null,
    ja: `送れないまま保管期限を過ぎた記録が${outbox.dropped}件あります。`,
    en: `${outbox.dropped} records were too old to keep before they could be sent.`,
    detail: null,
  };
  const tooMuch: Trouble = {
    name: 'slotsGivenUp',
    machine: null,
    ja: `ディスクに書けない間に、古い記録${givenUp}件をあきらめました。`,
    en: `${givenUp} of the oldest records were given up while the disk could not be written.`,
    detail: null,
  };
  return [
    ...(diskProblem === null ? [] : [full]),
    ...(givenUp === 0 ? [] : [tooMuch]),
    ...(outbox.dropped === 0 ? [] : [dropped]),
  ];
}

function repairTroubles({ at, repairs }: AgentStatus): readonly Trouble[] {
  const last = repairs.at(-1);
  if (last === undefined || at - last.at > repairShownMs) return [];
  const { lostSlots, isWhileRunning } = last;
  const lost = lostRecords(lostSlots);
  const when = isWhileRunning
    ? {
        ja: '動いている間に記録ファイルの破損が見つかり、新しいファイルに切り替えて記録を続けています。',
        en: 'The file of records was found damaged while running; the box goes on with a new one;',
      }
    : { ja: '記録ファイルが壊れていたため新しくしました。', en: 'A damaged file of records was replaced;' };
  return [
    {
      name: isWhileRunning ? 'fileRepairedWhileRunning' : 'fileRepaired',
      machine: null,
      ja: `${when.ja}${lost.ja}カードの交換を検討してください。`,
      en: `${when.en} ${lost.en} Consider a new card.`,
      detail: `${last.file}: ${last.reason}`,
    },
  ];
}

function lostRecords(slots: number | null): { readonly ja: string; readonly en: string } {
  if (slots === null)
    return {
      ja: '未送信の記録の一部が送られないことがあります。',
      en: 'some unsent records may be lost.',
    };
  if (slots === 0)
    return { ja: '未送信の記録はすべて引き継ぎました。', en: 'all unsent records were carried over.' };
  return { ja: `未送信の記録(${slots}件)は送られません。`, en: `${slots} unsent records are lost.` };
}

function switchTroubles({ switchProblem, sending }: AgentStatus): readonly Trouble[] {
  if (switchProblem === null || sending.mode !== 'stopped') return [];
  return [
    {
      name: 'switchUnreadable',
      machine: null,
      ja: '送信スイッチの記録が読めないため、送信を止めています。よければ「送信を再開する」を押してください。',
      en: 'The record of the sending switch cannot be read, so sending is stopped. Start it again if that is right.',
      detail: switchProblem,
    },
  ];
}

function configTroubles({ configProblem }: AgentStatus): readonly Trouble[] {
  if (configProblem === null) return [];
  return [
    {
      name: 'configRefused',
      machine: null,
      ja: '設定ファイルの変更はまだ使われていません。前の設定のまま動いています。下の内容を確認してください。',
      en: 'The changed configuration is not in use; the one before it still holds. See what is wrong with it below.',
      detail: configProblem,
    },
  ];
}

function linkTroubles({ at, link, hasConsent }: AgentStatus): readonly Trouble[] {
  const noConsent: Trouble = {
    name: 'noConsent',
    machine: null,
    ja: '同意が記録されていないため、機械の情報は何も送っていません。',
    en: 'No consent is recorded, so nothing about the machines is sent.',
    detail: null,
  };
  const offline: Trouble = {
    name: 'offline',
    machine: null,
    ja: 'コンソーシアムにつながっていません。インターネット回線を確認してください。記録はこの箱にたまっています。',
    en: 'Not connected to the consortium. Check the internet connection. Records are kept in this box meanwhile.',
    detail: link.problem,
  };
  const connecting: Trouble = {
    name: 'connecting',
    machine: null,
    ja: 'コンソーシアムにつないでいるところです。',
    en: 'Connecting to the consortium.',
    detail: null,
  };
  const waiting: Trouble = {
    name: 'hostAway',
    machine: null,
    ja: 'コンソーシアム側のシステムが停止中です。記録はこの箱にたまっています。することはありません。',
    en: "The consortium's system is not running. Records are kept in this box meanwhile. There is nothing to do.",
    detail: link.problem,
  };
  const isNew = at - link.since < connectingMs;
  const troubles =
    link.state === 'offline' ? [isNew ? connecting : offline] : link.state === 'waiting' ? [waiting] : [];
  return hasConsent ? troubles : [...troubles, noConsent];
}

function certificateTroubles({ at, certificate }: AgentStatus): readonly Trouble[] {
  if (certificate === null || !isNearEnd(certificate, at)) return [];
  const { until, isRenewed, problem } = certificate;
  const days = Math.max(0, Math.floor((until - at) / 86_400_000));
  const ends = {
    ja: `この箱の証明書は${days}日で切れます。`,
    en: `The certificate of this box ends in ${days} days.`,
  };
  const ended = { ja: 'この箱の証明書が切れました。', en: 'The certificate of this box has run out.' };
  const what = until <= at ? ended : ends;
  const isTried = isRenewed && until > at;
  const first = {
    ja: isTried ? '自動更新できていません。回線を確認し、続くときは' : '',
    en: isTried ? 'Renewing it fails: check the connection; if it goes on, ask' : 'Ask',
  };
  return [
    {
      name: 'certificateEnding',
      machine: null,
      ja: `${what.ja}${first.ja}事務局に新しい登録コードを頼んでください(edge join)。`,
      en: `${what.en} ${first.en} the office for a new code (edge join).`,
      detail: problem,
    },
  ];
}

function clockTroubles({ clock, outbox, isTimeTrusted }: AgentStatus): readonly Trouble[] {
  if (clock.isTrusted) return [];
  const detail = clock.offsetMs === null ? null : `${clock.offsetMs} ms ahead of the host`;
  if (!isTimeTrusted)
    return [
      {
        name: 'timeUncertain',
        machine: null,
        ja: 'この箱の時刻がまだ確かめられません。記録はためてあり、時刻が合えば送ります。時刻合わせ(NTP)の設定を確認してください。',
        en: 'The time of this box is not certain yet; records are kept and dated later. Check its NTP.',
        detail,
      },
    ];
  return [
    {
      name: 'clockAhead',
      machine: null,
      ja: `この箱の時計が進んでいます。時刻合わせを確認してください(別にした記録 ${outbox.setAside}件)。`,
      en: `The clock of this box is ahead. Check its time synchronisation (${outbox.setAside} records set aside).`,
      detail,
    },
  ];
}

function machineTroubles(status: MachineStatus): readonly Trouble[] {
  return [...contactTroubles(status), ...protectionTroubles(status)];
}

function protectionTroubles({ id, name, isUnprotected }: MachineStatus): readonly Trouble[] {
  if (!isUnprotected) return [];
  return [
    {
      name: 'unprotected',
      machine: id,
      ja: `${name.ja}との通信は暗号化されていません。機械が対応していれば、設定の「security: none」を外してください。`,
      en: `The connection to ${name.en} is not encrypted. If the machine can do better, take "security: none" away.`,
      detail: 'security: none',
    },
  ];
}

function contactTroubles({ id, name, contact }: MachineStatus): readonly Trouble[] {
  if (contact.isConnected) return [];
  return [
    {
      name: 'noContact',
      machine: id,
      ja: `${name.ja}から読み取れません。機械の電源とLANケーブルを確認してください。`,
      en: `${name.en} cannot be read. Check that it has power and that its network cable is plugged in.`,
      detail: contact.problem,
    },
  ];
}
