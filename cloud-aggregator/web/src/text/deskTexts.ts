// Pure: the texts of the desk's other pages: the week by half-days, a company's card, the health of the data, the wall.
import type { HealthCause } from '../../../src/board/dataHealth.ts';

const ja = {
  week: {
    this: '今週',
    next: '来週',
    morning: '午前',
    afternoon: '午後',
    sum: '合計',
    closed: '休',
    closedWord: '休み',
    unknown: '非公開',
    none: '空きなし',
    hours: (hours: number) => `${hours}h`,
    note: '数字は半日まるごと空いている時間です。斜線は非公開または情報なし、「休」は休業です。',
    choose: '週',
  },
  card: {
    back: '空きボードへ戻る',
    contacts: '連絡先',
    processes: '工程',
    strength: { core: '主力', can: 'できる', arranges: '手配可' },
    machines: '機械',
    size: '大きさ',
    materials: '材質',
    certificates: '認証',
    until: (date: string) => `${date}まで`,
    circles: '仲間グループ',
    region: '地域',
    shares: '公開の範囲',
    level: { none: '見せない', mark: '印だけ', hours: '印と時間', live: 'いまの状態も' },
    none: '登録がありません',
    missing: 'この会社は見つかりません。',
  },
  health: {
    lead: 'データが届いていないのは、機械が止まったという意味ではありません。',
    company: '会社',
    cause: '考えられる原因',
    since: 'いつから',
    say: '電話で伝えること',
    machines: '機械',
    all: (count: number) => `全${count}台`,
    some: (names: string, count: number, all: number) => `${names}（${all}台のうち${count}台）`,
    fine: (shops: number) => `ほかの${shops}社は届いています。`,
    allFine: 'すべての会社から届いています。',
    never: 'まだ一度も',
    grafana: 'Grafanaで開く（技術者向け）',
    causes: {
      ours: {
        cause: 'こちらの受信が止まっています',
        say: '会社への電話はいりません。事務局がこちらの機器を確認します。',
      },
      box: {
        cause: '工場の箱の電源、またはネットワーク',
        say: '「箱のランプはついていますか。電源とLANの線を確かめて、消えていたら入れ直してください。」送信の停止中でもこうなります。',
      },
      machine: {
        cause: 'その機械と箱のあいだの線、または機械の電源',
        say: '「箱は動いています。この機械の電源と、箱への線を確かめてください。」',
      },
      reading: {
        cause: '箱が機械から読み取れていません',
        say: '「機械の電源は入っていますか。切ってあるなら、そのままで大丈夫です。」',
      },
      clock: {
        cause: '箱の時計が合っていません。時間の記録は、時計が合うまで箱に残ります',
        say: '「箱はインターネットか社内の時計サーバーにつながっていますか。」分からなければ事務局が確かめます。',
      },
      late: { cause: '通信の遅れ', say: '10分待ってください。続くようなら電話します。' },
      never: {
        cause: 'まだ箱がつながっていません',
        say: '箱のない会社なら、このままで大丈夫です。取り付け済みなら、登録コードを確かめてください。',
      },
      fine: { cause: '', say: '' },
    } satisfies Record<HealthCause, { cause: string; say: string }>,
  },
  wall: {
    names: '会社名を出す',
    codes: '会社名を隠す',
    shop: (letter: string) => `${letter}社`,
  },
  overview: {
    label: (machines: number) => `${machines}台の全体図。1台ごとの状態は「いまの機械」で読めます。`,
    lead: '四角ひとつが1台です。触れると名前が出ます。',
  },
};

type DeskTexts = typeof ja;

const en: DeskTexts = {
  week: {
    this: 'This week',
    next: 'Next week',
    morning: 'a.m.',
    afternoon: 'p.m.',
    sum: 'Sum',
    closed: 'off',
    closedWord: 'closed',
    unknown: 'not shared',
    none: 'nothing free',
    hours: (hours) => `${hours}h`,
    note: 'Figures are whole free half-days. Hatched is not shared or not known, “off” is closed.',
    choose: 'Week',
  },
  card: {
    back: 'Back to free machines',
    contacts: 'Contacts',
    processes: 'Processes',
    strength: { core: 'core', can: 'can do', arranges: 'arranges' },
    machines: 'Machines',
    size: 'Size',
    materials: 'Materials',
    certificates: 'Certificates',
    until: (date) => `until ${date}`,
    circles: 'Circles',
    region: 'Region',
    shares: 'Shares',
    level: { none: 'nothing', mark: 'mark', hours: 'mark and hours', live: 'state too' },
    none: 'nothing written down',
    missing: 'This company is not found.',
  },
  health: {
    lead: 'No data does not mean that a machine stands still.',
    company: 'Company',
    cause: 'Likely cause',
    since: 'Since',
    say: 'What to say on the telephone',
    machines: 'Machines',
    all: (count) => `all ${count}`,
    some: (names, count, all) => `${names} (${count} of ${all})`,
    fine: (shops) => `From the other ${shops} companies all comes.`,
    allFine: 'From every company all comes.',
    never: 'never yet',
    grafana: 'Open in Grafana (for engineers)',
    causes: {
      ours: {
        cause: 'Our own line is down',
        say: 'No need to telephone: the office looks at our own equipment.',
      },
      box: {
        cause: 'Power or network of the box in the workshop',
        say: '“Is the lamp of the box on? Please check its power and its cable.” A stop by the owner looks the same.',
      },
      machine: {
        cause: 'The line between that machine and the box, or the machine’s power',
        say: '“The box works. Please check the power of this machine and its cable to the box.”',
      },
      reading: {
        cause: 'The box cannot read the machine',
        say: '“Is the machine switched on? If it is off on purpose, all is well.”',
      },
      clock: {
        cause: 'The clock of the box cannot be believed; its hours wait in the box until it can',
        say: '“Does the box reach the internet, or your own time server?” If nobody knows, the office finds out.',
      },
      late: { cause: 'A delay on the way', say: 'Wait ten minutes; telephone if it lasts.' },
      never: {
        cause: 'No box has been connected yet',
        say: 'Without a box this is as it should be. If one was installed, check the enrolment code.',
      },
      fine: { cause: '', say: '' },
    },
  },
  wall: { names: 'Show company names', codes: 'Hide company names', shop: (letter) => `Company ${letter}` },
  overview: {
    label: (machines) =>
      `Overview of ${machines} machines. Each one’s state can be read under “Machines now”.`,
    lead: 'Each square is one machine. Point at it for its name.',
  },
};

/** Both languages. */
export const deskTexts = { ja, en };
