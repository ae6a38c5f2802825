// Pure: the words of the page of months. Every ratio has its definition and its coverage beside it.
const ja = {
  files: '月ごとのファイル',
  none: 'まだファイルはありません。月が終わると、翌月のはじめに作成します。',
  frozen: '確定',
  open: (date: string) => `${date}に確定`,
  version: (version: number) => `第${version}版`,
  made: (time: string) => `${time} 作成`,
  changed: (shops: number, rows: number) => `前の版との違い：会社 ${shops}社、KPI ${rows}行`,
  reason: (reason: string) => `理由：${reason}`,
  older: (count: number) => `前の版（${count}）`,
  edition: {
    internal: '内部版（会社は符号）',
    public: '公表版（合計のみ）',
    own: '自社版',
  },
  format: { xlsx: 'Excel', csv: 'CSV', json: 'JSON' },
  hours: '今年度の時間',
  hoursUnit: '単位：時間',
  month: '月',
  planned: '営業',
  outside: '営業外の加工',
  ratio: '時間稼働率',
  coverage: '記録率',
  total: '合計',
  noRatio: '記録不足',
  noHours: '今年度の記録はまだありません。',
  definition:
    '時間稼働率＝加工時間÷記録のある営業時間。記録率＝営業時間のうち、データが届いた割合。割合は時間を合計してから計算します。',
  bounds:
    '記録率が95%に満たないときは範囲、60%に満たないときはかっこ付きで示し、50%に満たないときは示しません。',
  counted: '月次の集計に同意した会社の、営業時間内の合計です。',
};

type MonthTexts = typeof ja;

const en: MonthTexts = {
  files: 'Files by month',
  none: 'There is no file yet. It is made early in the month after.',
  frozen: 'Final',
  open: (date) => `Final after ${date}`,
  version: (version) => `Version ${version}`,
  made: (time) => `made ${time}`,
  changed: (shops, rows) => `Against the version before: companies ${shops}, key figures ${rows} rows`,
  reason: (reason) => `Reason: ${reason}`,
  older: (count) => `Earlier versions (${count})`,
  edition: {
    internal: 'Internal (companies as codes)',
    public: 'Public (totals only)',
    own: 'My own',
  },
  format: { xlsx: 'Excel', csv: 'CSV', json: 'JSON' },
  hours: 'Hours of this fiscal year',
  hoursUnit: 'in hours',
  month: 'Month',
  planned: 'Plan',
  outside: 'Running outside plan',
  ratio: 'Utilisation',
  coverage: 'Coverage',
  total: 'Total',
  noRatio: 'too little',
  noHours: 'Nothing is on record in this fiscal year yet.',
  definition:
    'Utilisation = running time ÷ planned time on record. Coverage = share of planned time for which data came. ' +
    'Hours are summed first and divided last.',
  bounds:
    'Below 95 % coverage a range is given, below 60 % it stands in brackets, below 50 % nothing is given.',
  counted: 'Sums inside planned time, of the companies that agreed to monthly totals.',
};

/** Both languages. */
export const monthTexts = { ja, en };
