// Pure: the texts of the audit log, in both languages; a deed without a word here is shown as it is written down.
import type { AuditKind } from '../../../src/directory/auditKinds.ts';
import { fieldName } from '../members/fieldText.ts';
import { memberTexts } from './memberTexts.ts';
import { ownTexts } from './ownTexts.ts';

const ja = {
  lead: 'だれが、いつ、何をしたかの記録です。書き足されるだけで、消したり直したりはできません。',
  filters: '絞り込み',
  day: '日',
  person: 'だれが・だれに（ID）',
  kind: '種類',
  anyKind: 'すべて',
  kinds: {
    access: 'サインイン・パスワード',
    accounts: '利用者・役割・鍵',
    boxes: '箱の登録',
    owners: '工場主の操作',
    members: '会員・カレンダー',
    looks: '会社カードの閲覧',
    files: '月次・書き出し',
    other: 'そのほか',
  } as Record<AuditKind, string>,
  none: '当てはまる記録はありません。',
  noneYet: 'ここまでには当てはまる記録がありません。さらに前を探せます。',
  older: '前の100件',
  newest: '新しい順の先頭へ',
  time: '日時',
  who: 'だれが',
  what: '何を',
  whom: '対象',
  detail: '内容',
  console: 'サーバー上の操作',
  nobody: '不明',
  deeds: {
    'sign-in.accepted': 'サインイン',
    'sign-in.refused': 'サインインを断った',
    'sign-in.throttled': 'サインインを待たせた',
    'sign-out': 'サインアウト',
    'password.changed': 'パスワードを変えた',
    'password.given': 'パスワードを出した',
    'user.added': '利用者を加えた',
    'user.changed': '役割を変えた',
    'user.locked': '利用を止めた',
    'user.unlocked': '利用を再開した',
    'user.removed': '利用者を削除した',
    'token.added': '鍵を作った',
    'token.removed': '鍵を取り消した',
    'enrolment.code': '登録コードを出した',
    'enrolment.joined': '箱が登録された',
    'enrolment.renewed': '証明書を更新した',
    'enrolment.refused': '箱の登録を断った',
    'certificate.revoked': '箱を無効にした',
    'sharing.changed': '公開の範囲を変えた',
    'sharing.paused': '公開の一時停止',
    'stance.said': '今週の姿勢',
    'calendar.confirmed': 'カレンダーを確かめた',
    'answer-link.made': '回答リンクを作った',
    'booking.added': '使えない時間を加えた',
    'booking.removed': '使えない時間を消した',
    'workshop.looked-at': '会社カードを見た',
    export: '書き出し',
    'month.issued': '月次ファイルを作った',
    'actual.changed': '実績を入れた',
    'workshop.changed': '会員の登録を変えた',
    'workshop.removed': '会員から外した',
    'calendar.changed': 'カレンダーを変えた',
    'calendar.removed': 'カレンダーを消した',
    'circle.changed': '仲間グループを変えた',
    'circle.removed': '仲間グループを消した',
    'region.changed': '地域を変えた',
    'region.removed': '地域を消した',
  } as Readonly<Record<string, string>>,
};

type AuditTexts = typeof ja;

const en: AuditTexts = {
  lead: 'Who did what and when. Lines are added; nobody can change or remove them.',
  filters: 'Show',
  day: 'Day',
  person: 'By or to whom (ID)',
  kind: 'Kind',
  anyKind: 'All',
  kinds: {
    access: 'Signing in, passwords',
    accounts: 'People, roles, tokens',
    boxes: 'Boxes',
    owners: 'Owners’ words',
    members: 'Members, calendars',
    looks: 'Looks at company cards',
    files: 'Months and exports',
    other: 'Others',
  },
  none: 'There is no such line.',
  noneYet: 'There is no such line so far. You can look further back.',
  older: 'The 100 before',
  newest: 'Back to the newest',
  time: 'Time',
  who: 'Who',
  what: 'What',
  whom: 'To',
  detail: 'Detail',
  console: 'command line',
  nobody: 'not known',
  deeds: {
    'sign-in.accepted': 'signed in',
    'sign-in.refused': 'sign-in refused',
    'sign-in.throttled': 'sign-in held up',
    'sign-out': 'signed out',
    'password.changed': 'changed the password',
    'password.given': 'made a password',
    'user.added': 'added a person',
    'user.changed': 'changed roles',
    'user.locked': 'locked a person',
    'user.unlocked': 'let a person in again',
    'user.removed': 'removed a person',
    'token.added': 'made a token',
    'token.removed': 'withdrew a token',

    'enrolment.code': 'made a code for a box',
    'enrolment.joined': 'a box enrolled',
    'enrolment.renewed': 'a box renewed',
    'enrolment.refused': 'an enrolment was refused',
    'certificate.revoked': 'revoked a box',
    'sharing.changed': 'changed sharing',
    'sharing.paused': 'paused sharing',
    'stance.said': 'word of the week',
    'calendar.confirmed': 'confirmed the calendar',
    'answer-link.made': 'made a link to answer',
    'booking.added': 'added a block-out',
    'booking.removed': 'removed a block-out',
    'workshop.looked-at': 'looked at a company',
    export: 'exported',
    'month.issued': 'issued a month',
    'actual.changed': 'entered an actual',
    'workshop.changed': 'changed a member’s record',
    'workshop.removed': 'removed a member',
    'calendar.changed': 'changed a calendar',
    'calendar.removed': 'removed a calendar',
    'circle.changed': 'changed a circle',
    'circle.removed': 'removed a circle',
    'region.changed': 'changed a region',
    'region.removed': 'removed a region',
  },
};

/** What stands in the log as English words, as a Japanese office reads it; the figures stay. */
type Phrase = readonly [RegExp, string | ((...found: readonly string[]) => string)];

const phrases: readonly Phrase[] = [
  [/^a wrong password, from (\S+)$/, 'パスワード違い（$1 から）'],
  [/^a name that nobody has, from (\S+)$/, '登録のないID（$1 から）'],
  [/^a locked account, from (\S+)$/, '利用停止中（$1 から）'],
  [/^from (\S+); (\d+) more before it$/, '$1 から、ほかに$2回'],
  [/^from (\S+)$/, '$1 から'],
  [/^everywhere$/, 'すべての端末'],
  [/^here$/, 'その端末だけ'],
  [/^a new one; signed out everywhere$/, 'すべての端末でサインアウト'],
  [/^signed out everywhere$/, 'すべての端末でサインアウト'],
  [/^good until (\d{4}-\d\d-\d\d)T(\d\d:\d\d).*$/, '$1 $2（協定世界時）まで'],
  [/^serial number (\S+)$/, '証明書番号 $1'],
  [/^the code has run out$/, 'コードの期限切れ'],
  [/^the code was not proven$/, 'コード違い'],
  [/^(?:the code was used by another box|another box used this code first)$/, 'ほかの箱で使用済みのコード'],
  [/^too many wrong proofs by this code$/, 'コード違いが続いた'],
  [/^its certificate was revoked$/, '無効にされた証明書'],
  [/^(\S+) for the week of (\S+)$/, (_, word = '', week) => `${week} の週：${stance(word)}`],
  [
    /^(\S+) for the week of (\S+), by the link that (\S+) made$/,
    (_, word = '', week, person) => `${week} の週：${stance(word)}（${person}さんが作った回答リンクから）`,
  ],
  [/^version (\d+): new$/, '第$1版：新しく登録'],
  [
    /^version (\d+): (.+)$/,
    (_, version, paths = '') => `第${version}版：${paths.split(', ').map(named).join('、')}`,
  ],
  [/^version (\d+)$/, '第$1版'],
];

/** The detail of a line; one that has no phrase here is shown as it is written down. */
export function detailIn(language: 'ja' | 'en', detail: string): string {
  const plain = detail.replaceAll('\t', ' ');
  const phrase = language === 'en' ? undefined : phrases.find(([pattern]) => pattern.test(plain));
  if (phrase === undefined) return plain;
  const [pattern, words] = phrase;
  return typeof words === 'string' ? plain.replace(pattern, words) : words(...(pattern.exec(plain) ?? []));
}

function stance(word: string): string {
  const { open, depends, full } = ownTexts.ja.stance;
  return { open, depends, full }[word] ?? word;
}

function named(path: string): string {
  return fieldName(path, memberTexts.ja.field);
}

/** Both languages. */
export const auditTexts = { ja, en };
