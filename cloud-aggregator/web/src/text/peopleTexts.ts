// Pure: the texts of the page of people and roles, in both languages.
import type { Role, Scope } from '../../../src/people/roles.ts';
import type { Failure } from '../admin/send.ts';

/** A deed to somebody that is asked about first. */
export type PersonDeed = 'password' | 'signOut' | 'lock' | 'remove';
interface Ask {
  readonly title: (id: string) => string;
  readonly text: string;
}

const ja = {
  lead: '役割を変えると、開いている画面にもすぐに効きます。',
  add: '利用者を加える',
  search: 'ID・役割・会社で探す',
  none: '見つかりません。',
  you: 'あなた',
  id: 'ID',
  idHint: '半角の小文字・数字・ハイフン。あとから変えられません。',
  roles: '役割',
  role: {
    owner: '自分の会社の機械を見て、公開の範囲を決めます。',
    desk: '空きを探して、会社に電話します。',
    office: '会員とカレンダーを整え、箱を登録します。',
    reviewer: '会社名を見ずに、月ごとの数字を見ます。ほかの役割とはいっしょにできません。',
    administrator: '利用者と役割を決め、操作記録を見ます。',
  } as Record<Role, string>,
  workshops: '会社',
  workshopHint: '会社名かIDを選んで加えます。1社以上必要です。',
  addWorkshop: '会社を加える',
  removeWorkshop: (name: string) => `${name}を外す`,
  make: '加える',
  save: '変更する',
  cancel: 'やめる',
  locked: (since: string) => `${since}から利用停止中`,
  signedIn: (devices: number, last: string) => `サインイン中 ${devices}件・最後の利用 ${last}`,
  signedOut: 'サインインしていません',
  hasGivenPassword: 'まだ自分のパスワードに変えていません',
  deedsOf: (id: string) => `${id}さんの操作`,
  rights: '役割を変える',
  rightsOf: (id: string) => `${id}さんの役割`,
  unlock: '利用を再開する',
  deed: {
    password: '新しいパスワードを出す',
    signOut: '全端末でサインアウト',
    lock: '利用を止める',
    remove: '削除する',
  } as Record<PersonDeed, string>,
  ask: {
    password: {
      title: (id) => `${id}さんに新しいパスワードを出しますか？`,
      text: 'いまのパスワードは使えなくなり、すべての端末でサインアウトします。新しいパスワードは次の画面に一度だけ出ます。',
    },
    signOut: {
      title: (id) => `${id}さんをすべての端末でサインアウトしますか？`,
      text: '開いている画面はすぐに閉じます。パスワードは変わらないので、またサインインできます。',
    },
    lock: {
      title: (id) => `${id}さんの利用を止めますか？`,
      text: 'すべての端末でサインアウトし、再開するまでサインインできません。役割と操作記録は残ります。',
    },
    remove: {
      title: (id) => `${id}さんを削除しますか？`,
      text: '元に戻せません。すべての端末でサインアウトし、パスワードと役割が消えます。操作記録は残ります。',
    },
  } as Record<PersonDeed, Ask>,
  self: 'あなた自身のアカウントです。この画面も閉じます。',
  passwordOf: (id: string) => `${id}さんのパスワード`,
  passwordOnce:
    '一度だけ表示します。本人に伝えてから閉じてください。本人は最初のサインインで、自分だけのパスワードに変えます。',
  told: '伝えたので閉じる',
  copy: 'コピー',
  copied: 'コピーしました',
  failed: {
    unreachable: 'つながりません。少し待って、もう一度お試しください。',
    refused: 'この操作はできません。権限が変わったかもしれません。',
    'not-understood': '入力を確かめてください。',
    'not-there': '見つかりません。すでに削除されたかもしれません。',
    taken: 'この名前はもう使われています。',
    'last-administrator': '最後の管理者です。先に、別の人を管理者にしてください。',
    'nothing-holds': '有効な証明書もコードもありません。すでに無効になっています。',
    'no-enrolment': 'このサーバーは登録コードを出せません（設定に enrolment がありません）。',
  } as Record<Failure, string>,
  token: {
    title: 'プログラム用の鍵（トークン）',
    lead: 'ほかのシステムがデータを読むための鍵です。',
    none: 'まだありません。',
    add: '鍵を作る',
    name: '名前',
    scopes: '読めるもの',
    scope: {
      'read:board': '空きボードといまの機械',
      'read:utilisation': '稼働の時間と月次ファイル',
      metrics: 'サーバーの計測値',
    } as Record<Scope, string>,
    days: '有効な日数',
    until: (date: string) => `${date}まで`,
    ended: (date: string) => `${date}に期限切れ`,
    withdraw: '取り消す',
    withdrawTitle: (name: string) => `鍵「${name}」を取り消しますか？`,
    withdrawText: '元に戻せません。この鍵を使うプログラムは、すぐに読めなくなります。',
    secretOf: (name: string) => `鍵「${name}」`,
    once: '一度だけ表示します。プログラムの設定に写してから閉じてください。',
    copiedAway: '写したので閉じる',
  },
};

type PeopleTexts = typeof ja;

const en: PeopleTexts = {
  lead: 'A change of roles counts at once, also on pages that are open.',
  add: 'Add a person',
  search: 'Search by ID, role or company',
  none: 'Nobody found.',
  you: 'you',
  id: 'ID',
  idHint: 'Lower-case letters, digits and hyphens. It cannot be changed later.',
  roles: 'Roles',
  role: {
    owner: 'Sees the machines of his company and decides who sees what of them.',
    desk: 'Looks for what is free and telephones.',
    office: 'Minds members and calendars and enrols boxes.',
    reviewer: 'Sees figures by month and no names of companies. Goes with no other role.',
    administrator: 'Decides on people and roles and reads the audit log.',
  },
  workshops: 'Companies',
  workshopHint: 'Choose by name or ID and add. At least one is needed.',
  addWorkshop: 'Add the company',
  removeWorkshop: (name) => `Take ${name} out`,
  make: 'Add',
  save: 'Change',
  cancel: 'Cancel',
  locked: (since) => `Locked since ${since}`,
  signedIn: (devices, last) => `Signed in on ${devices}, last use ${last}`,
  signedOut: 'Not signed in',
  hasGivenPassword: 'Has not chosen a password of his own yet',
  deedsOf: (id) => `What can be done about ${id}`,
  rights: 'Change roles',
  rightsOf: (id) => `Roles of ${id}`,
  unlock: 'Let in again',
  deed: {
    password: 'New password',
    signOut: 'Sign out everywhere',
    lock: 'Lock',
    remove: 'Remove',
  },
  ask: {
    password: {
      title: (id) => `Make a new password for ${id}?`,
      text: 'The present one ends and all devices are signed out. The new one is shown on the next sheet, once.',
    },
    signOut: {
      title: (id) => `Sign ${id} out on all devices?`,
      text: 'Open pages close at once. The password stays, so signing in again is possible.',
    },
    lock: {
      title: (id) => `Lock ${id}?`,
      text: 'All devices are signed out, and stay so until you let him in again. Roles and audit log stay.',
    },
    remove: {
      title: (id) => `Remove ${id}?`,
      text: 'This cannot be undone. All devices are signed out, password and roles are gone. The audit log stays.',
    },
  },
  self: 'This is your own account. This page will close too.',
  passwordOf: (id) => `Password of ${id}`,
  passwordOnce:
    'Shown this once. Hand it over before you close. At the first sign-in another one has to be chosen.',
  told: 'Handed over, close',
  copy: 'Copy',
  copied: 'Copied',
  failed: {
    unreachable: 'The board cannot be reached. Please try again in a moment.',
    refused: 'This is not possible. Your rights may have changed.',
    'not-understood': 'Please look at what you entered.',
    'not-there': 'Not found. Perhaps it was removed meanwhile.',
    taken: 'This name is taken.',
    'last-administrator': 'This is the last administrator. Make somebody else one first.',
    'nothing-holds': 'There is no certificate and no code that still holds.',
    'no-enrolment': 'This server gives no codes: its file has no `enrolment` section.',
  },
  token: {
    title: 'Tokens for programs',
    lead: 'By these, other systems read data.',
    none: 'None yet.',
    add: 'Make a token',
    name: 'Name',
    scopes: 'May read',
    scope: {
      'read:board': 'free board and machines now',
      'read:utilisation': 'hours and the months’ files',
      metrics: 'measures of the server',
    },
    days: 'Days until it ends',
    until: (date) => `until ${date}`,
    ended: (date) => `ended ${date}`,
    withdraw: 'Withdraw',
    withdrawTitle: (name) => `Withdraw the token “${name}”?`,
    withdrawText: 'This cannot be undone. Programs that use it can read nothing from now on.',
    secretOf: (name) => `Token “${name}”`,
    once: 'Shown this once. Copy it into the program’s settings before you close.',
    copiedAway: 'Copied away, close',
  },
};

/** Both languages. */
export const peopleTexts = { ja, en };
