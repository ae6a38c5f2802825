// Pure: what is wrong in a table, in the words of an office. The checks speak English, which is kept for what nobody
// foresaw: then it stands behind a general sentence.
import type { Bilingual } from '@nakamawashi/runtime';

const things: Readonly<Record<string, string>> = {
  workshop: '工場',
  machine: '機械',
  calendar: 'カレンダー',
  region: '地域',
  circle: '仲間',
};

type Words = readonly [RegExp, (...found: readonly string[]) => string];

const words: readonly Words[] = [
  [
    /^there is no (workshop|machine|calendar|region|circle) (.*)$/s,
    (what = '', id) => `${things[what]}「${id}」は登録されていません`,
  ],
  [/^there is no table called (.*)$/s, (name) => `「${name}」というシートは使えません`],
  [/^the table (.*) is there twice$/s, (name) => `「${name}」が二つあります`],
  [/^the column (.*) \((.*)\) is missing$/s, (ja) => `「${ja}」の列がありません`],
  [/^no column is called (.*)$/s, (name) => `「${name}」という列は使えません`],
  [/^this cannot be read: /, () => 'ファイルを読み取れません。Excel形式（.xlsx）で保存してください'],
  [
    /^the file takes too (long|much memory)$/,
    () => 'ファイルが大きすぎるため処理できません。余分な行やシートを除いて、もう一度お試しください',
  ],
  [/^(.*) stands here twice$/s, (key) => `「${key}」が二回出てきます`],
  [/^this property stands here twice$/, () => '同じ項目が二回出てきます'],
  [/^another machine has this id already$/, () => '同じ機械IDの機械がすでにあります'],
  [/^these tables are of other records$/, () => 'この名簿は別のコンソーシアムのものか、古い控えです'],
  [/^a number is needed/, () => '数字を入れてください'],
  [/^a whole number is needed/, () => '整数を入れてください'],
  [/^true or false is needed$/, () => 'true か false を入れてください'],
  [/^number, text, yesNo or list is needed$/, () => 'number・text・yesNo・list のどれかを入れてください'],
  [/^one of (.*) is needed$/s, (list = '') => `${list.split(', ').join('・')} のどれかを入れてください`],
  [/^at least (.*) is needed$/s, (least) => `${least}以上が必要です`],
  [/^at most (.*) is possible$/s, (most) => `${most}までです`],
  [/^this is no JSON$/, () => 'JSONとして読めません'],
  [/^(a text|this) is needed/, () => '空にできません'],
  [/^a list is needed/, () => '一覧の形になっていません'],
  [/^the Japanese text is needed$/, () => '日本語の名称を入れてください'],
  [/^the English text is needed$/, () => '英語の名称を入れてください'],
  [/^the id in the address is/, () => 'IDが宛先と違います'],
  [/^an id is needed/, () => 'IDは半角の英小文字・数字・ハイフンで63文字までです'],
  [
    /^a process code such as/,
    () => '工程コードは TURN や MILL-5 のように、得意度は core・can・arranges のどれかを入れてください',
  ],
  [/^a number, a text, true, false or a list/, () => '数字か文字を入れてください'],
  [
    /^(the name of a property is needed|Invalid key in record)/,
    () => '項目名は maxDiameterMm のように半角英字で入れてください',
  ],
  [/^a time such as/, () => '日時は 2026-11-21T09:00:00+09:00 のように入れてください'],
  [/^(a|must be a) date such as/, () => '日付は 2026-11-21 のように入れてください'],
  [/^must be a time such as/, () => '時刻は 08:30 のように入れてください'],
  [/^must be an IANA time zone/, () => 'タイムゾーンは Asia/Tokyo のように入れてください'],
  [/^must not lie before `from`$/, () => '終わりの日が始まりの日より前です'],
  [/^must not lie before `at`$/, () => '同意を取り下げた日時が、同意した日時より前です'],
  [/^a day such as mon/, () => '曜日は 月・火・水・木・金・土・日 のどれかを入れてください'],
  [/^a name is needed$/, () => '氏名を入れてください'],
  [/^the version of the text is needed$/, () => '同意文の版を入れてください'],
  [/^the name of the person is needed$/, () => '同意した人の氏名を入れてください'],
  [/^the name of a calendar is needed$/, () => 'カレンダーを入れてください'],
  [/^the protocol is sparkplug here$/, () => 'ここでは protocol は sparkplug です'],
];

/** A problem in both languages. */
export function problemWords(problem: string): Bilingual {
  const en = problem.startsWith('a group of settings') ? 'this is needed' : problem;
  for (const [pattern, say] of words) {
    const found = pattern.exec(en);
    if (found !== null) return { ja: say(...found.slice(1)), en };
  }
  return { ja: `この値は使えません（${problem}）`, en: problem };
}
