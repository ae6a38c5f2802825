// Pure: the texts of the page of boxes, in both languages.
import type { BoxFilter } from '../admin/boxFilter.ts';

const ja = {
  lead: '箱は、会社の機械のデータを送る小さなコンピュータです。会社ごとに1台あります。',
  search: '会社名かIDで探す',
  filters: '絞り込み',
  filter: {
    all: 'すべて',
    away: 'つながっていない',
    missing: '未登録',
    ending: '期限が30日以内',
  } as Record<BoxFilter, string>,
  none: '当てはまる箱はありません。',
  more: (left: number) => `あと${left}台を表示`,
  unwritten: '名簿にない会社の箱です。',
  connection: '接続',
  connected: (since: string) => `つながっています（${since}から）`,
  away: (last: string) => `つながっていません（最後の連絡 ${last}）`,
  never: 'まだ一度もつながっていません',
  certificate: '証明書',
  until: (date: string) => `${date}まで（自動で更新）`,
  ended: (date: string) => `${date}に期限切れ`,
  revoked: (date: string) => `${date}に無効にしました`,
  noCertificate: 'ありません',
  keys: (boxes: number) =>
    `${boxes}台分の証明書が有効です。入れ替えた覚えがなければ、無効にして登録し直してください。`,
  password: 'パスワードのアカウントでもつながります。',
  software: 'ソフト',
  clock: '時計',
  clockRight: '合っています',
  clockWrong: 'まだ確かめられていません',
  offset: (seconds: string) => `ずれ ${seconds}秒`,
  waiting: '送り待ち',
  slots: (count: number) => `${count}件`,
  codeOpen: (until: string) => `登録コードを発行済み（${until}まで）`,
  makeCode: '登録コードを出す',
  makeCodeFor: (name: string) => `${name}の登録コードを出す`,
  again: (name: string) => `${name}の登録コードを出し直しますか？`,
  againText: '前に出したコードは、すぐに使えなくなります。',
  codeFor: (name: string) => `${name}の登録コード`,
  codeOnce: '箱の前にいる人に、電話などで伝えてください。一度だけ表示し、1台で一度だけ使えます。',
  codeUntil: (until: string) => `${until}まで使えます。`,
  readOut: '電話での読み上げ',
  typed: '箱で打ち込む行',
  codeTold: '伝えたので閉じる',
  revoke: '無効にする',
  revokeOf: (name: string) => `${name}の箱を無効にする`,
  revokeTitle: (name: string) => `${name}の箱を無効にしますか？`,
  revokeText:
    '元に戻せません。この会社の箱は、数秒でつながらなくなり、データが届かなくなります。なくした箱、盗まれた箱のときに使います。',
  revokeAfter: '新しい登録コードで登録し直すと、また使えます。箱に残った記録は、そのあとで届きます。',
  revokeOpen: 'いまの接続は、ブローカーを入れ直すまで切れません。',
  revokePassword:
    'この会社には、パスワードのアカウントもあります。そちらはここでは止まりません。サーバーのアカウントのファイルから、この会社の行を消してください。',
  notTold: '無効にしましたが、ブローカーに伝わっていません。Mosquittoに設定を読み直させてください。',
};

type BoxTexts = typeof ja;

const en: BoxTexts = {
  lead: 'A box is the small computer that sends the data of a company’s machines. Each company has one.',
  search: 'Search by company or ID',
  filters: 'Show',
  filter: { all: 'All', away: 'Not connected', missing: 'Not enrolled', ending: 'Ends within 30 days' },
  none: 'No box is like that.',
  more: (left) => `Show ${left} more`,
  unwritten: 'The box of a company that is not in the directory.',
  connection: 'Connection',
  connected: (since) => `Connected since ${since}`,
  away: (last) => `Not connected, last word ${last}`,
  never: 'Has never been connected',
  certificate: 'Certificate',
  until: (date) => `until ${date}, renewed by itself`,
  ended: (date) => `ended ${date}`,
  revoked: (date) => `revoked ${date}`,
  noCertificate: 'none',
  keys: (boxes) =>
    `Certificates of ${boxes} boxes hold. If you do not know why, revoke them and enrol the box again.`,
  password: 'It can also connect by an account with a password.',
  software: 'Program',
  clock: 'Clock',
  clockRight: 'right',
  clockWrong: 'not confirmed yet',
  offset: (seconds) => `off by ${seconds} s`,
  waiting: 'Waiting',
  slots: (count) => (count === 1 ? '1 slot' : `${count} slots`),
  codeOpen: (until) => `A code was given out, good until ${until}`,
  makeCode: 'Make a code',
  makeCodeFor: (name) => `Make a code for ${name}`,
  again: (name) => `Make another code for ${name}?`,
  againText: 'The code that was given out before ends at once.',
  codeFor: (name) => `Code for ${name}`,
  codeOnce:
    'Tell it to whoever stands at the box, by telephone for instance. It is shown this once, and is good once.',
  codeUntil: (until) => `Good until ${until}.`,
  readOut: 'To read out',
  typed: 'What is typed on the box',
  codeTold: 'Told, close',
  revoke: 'Revoke',
  revokeOf: (name) => `Revoke the box of ${name}`,
  revokeTitle: (name) => `Revoke the box of ${name}?`,
  revokeText:
    'This cannot be undone. Within seconds the box is cut off and its data stop. It is for boxes lost or stolen.',
  revokeAfter:
    'Enrolled again with a new code it works as before. What it has recorded meanwhile comes then.',
  revokeOpen: 'A connection that is open now stays open until the broker is started again.',
  revokePassword:
    'This company has an account with a password too, which goes on: take its line out of the accounts file.',
  notTold: 'It is revoked, but the broker does not know it yet. Let Mosquitto read its files again.',
};

/** Both languages. */
export const boxTexts = { ja, en };
