// Pure: the sheets of passing work on (domain 8.1 sheet 7). They have their columns already, so that
// whoever reads the files by program meets no surprise; rows come with the requests.
import type { Bilingual } from '@nakamawashi/runtime';
import { type Column, column, type Sheet } from '../sheet.ts';
import type { EditionSource } from './editionSource.ts';
import { memberCodeColumn } from './memberSheet.ts';

type Pair = readonly [string, string];
const text = (key: string, title: Pair, meaning: Pair): Column =>
  column(key, 'text', title, { meaning, width: 14 });
const count = (key: string, title: Pair, meaning: Pair): Column =>
  column(key, 'count', title, { meaning, width: 11 });
const time = (key: string, title: Pair, meaning: Pair): Column => column(key, 'time', title, { meaning });
const share = (key: string, title: Pair, meaning: Pair): Column => column(key, 'share', title, { meaning });
const date = (key: string, title: Pair, meaning: Pair): Column => column(key, 'date', title, { meaning });

const none = (number: number, key: string, title: Bilingual, columns: readonly Column[]): Sheet => ({
  number,
  key,
  title,
  columns,
  rows: () => [],
});

/** The sheet of requests. */
export function requestSheet(): Sheet {
  return none(7, 'requests', { ja: '仲間まわし案件', en: 'Requests' }, [
    text('request', ['管理番号', 'number'], ['案件の番号', 'number of the request']),
    time('receivedAt', ['受付日時', 'received'], ['依頼を受けた時刻', 'when it came in']),
    text('fromRegion', ['依頼元地域', 'from region'], ['依頼した会社の地域', 'region of who asked']),
    text('process', ['工程', 'process'], ['依頼の工程コード', 'process code']),
    text(
      'category',
      ['区分', 'category'],
      ['部品・試作・装置・企画の別', 'part, prototype, device or planning'],
    ),
    count('asked', ['候補(社)', 'asked'], ['照会した会社', 'shops that were asked']),
    count('answered', ['返答(社)', 'answered'], ['返答した会社', 'shops that answered']),
    count(
      'withinTwoHours',
      ['2時間以内(社)', 'within 2 h'],
      ['営業時間で2時間以内の返答', 'answers within two business hours'],
    ),
    text('result', ['結果', 'result'], ['成立・不成立の別', 'agreed or not']),
    text(
      'reason',
      ['不成立の理由', 'reason'],
      [
        '技術・設備・納期・金額・人手・材料・その他',
        'technique, equipment, date, cost, people, material, other',
      ],
    ),
    text('toRegion', ['担当地域', 'to region'], ['引き受けた会社の地域', 'region of who took it']),
    date('acceptedOn', ['検収日', 'accepted on'], ['検収した日', 'date of acceptance']),
    column('amount', 'amount', ['金額(千円)', 'amount (1,000 yen)'], {
      meaning: ['当事者が記入した金額', 'as the parties say'],
    }),
  ]);
}

/** The sheet of response times. */
export function responseSheet(): Sheet {
  return none(8, 'responses', { ja: '応答時間', en: 'Response times' }, [
    text('month', ['年月', 'month'], ['対象の月', 'the month']),
    text('desk', ['窓口', 'desk'], ['当番の窓口', 'duty desk']),
    count('requests', ['件数', 'requests'], ['対象の件数', 'requests counted']),
    count(
      'withinTwoHours',
      ['2時間以内', 'within 2 h'],
      ['営業時間で2時間以内に返答した件数', 'answered within two business hours'],
    ),
    share('share', ['2時間以内(%)', 'within 2 h (%)'], ['2時間以内 ÷ 件数', 'within 2 h / requests']),
    count(
      'medianMinutes',
      ['中央値(分)', 'median (min)'],
      ['返答までの時間の中央値', 'median time to the answer'],
    ),
    count(
      'p90Minutes',
      ['90%値(分)', '90 % (min)'],
      ['返答までの時間の90%値', 'within which 90 % were answered'],
    ),
  ]);
}

/** The sheet on whether what was shown was right. */
export function hitSheet(): Sheet {
  return none(9, 'hits', { ja: '空き表示の当たり', en: 'Was the display right' }, [
    text('process', ['工程', 'process'], ['工程コード', 'process code']),
    count('asked', ['質問数', 'asked'], ['会員にたずねた数', 'how often the owner was asked']),
    count('right', ['合っていた', 'right'], ['「合っていた」という答え', 'answers that it was right']),
    share('share', ['率(%)', 'right (%)'], ['合っていた ÷ 質問数', 'right / asked']),
  ]);
}

/** The sheet of use, for the office alone (R19). */
export function usageSheet({ facts }: EditionSource): Sheet {
  return {
    number: 13,
    key: 'usage',
    title: { ja: '利用実績', en: 'Use' },
    columns: [
      memberCodeColumn,
      count(
        'connectedMachines',
        ['接続(台)', 'machines connected'],
        ['対象月のデータがある機械', 'machines with data of the month'],
      ),
      count('asked', ['照会の送信', 'requests sent'], ['送った照会の件数', 'requests it sent']),
      count('received', ['照会の受信', 'requests received'], ['受けた照会の件数', 'requests it received']),
      count('agreed', ['成立', 'agreed'], ['成立した件数', 'requests that came to a job']),
    ],
    *rows() {
      for (const { code, facts: workshop } of facts.members)
        yield [code, workshop.machines.filter(({ through }) => through !== null).length, null, null, null];
    },
  };
}
