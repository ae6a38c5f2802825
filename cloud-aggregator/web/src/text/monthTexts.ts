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
  earlier: (count: number) => `それより前の月（${count}か月）`,
  year: '年度',
  keyFigures: '計画の指標（KPI）',
  asOf: (month: string, version: number) => `${month} 第${version}版のとおり`,
  noKeyFigures: '指標はまだ登録されていません。',
  columns: '各列の意味',
  hours: '時間の内訳',
  byMonth: '月別・状態別の時間',
  byProcess: '工程別・状態別の時間',
  hoursUnit: '単位：時間',
  hoursOf: (count: string) => `${count}時間`,
  month: '月',
  monthName: (month: string) => `${Number(month.slice(5))}月`,
  process: '工程',
  noProcess: '工程の登録なし',
  planned: '営業',
  outside: '営業外の加工',
  production: '時間稼働率',
  productionAndSetup: '加工＋段取り率',
  coverage: '充足率',
  total: '合計',
  noRatio: '記録不足',
  noHours: 'この年度に表示できる時間はありません（記録がないか、会社が少ないためです）。',
  definition:
    '時間稼働率＝加工時間÷記録のある営業時間。加工＋段取り率＝（加工＋段取り）÷記録のある営業時間。充足率＝記録のある営業時間÷営業時間。いずれも時間を先に合計し、最後に割ります。',
  bounds:
    '不明の時間がすべて加工以外だった場合と、すべて加工だった場合を範囲で示します。充足率が95%に満たないときは範囲だけ、60%に満たないときはかっこ付き、50%に満たないときは示しません。',
  counted:
    '閲覧できる会社の合計です（外部の評価者には月次の集計に同意した会社、事務局には時間を公開している会社）。今月は今日までの時間です。',
  processes:
    '工程を複数もつ機械は、それぞれの工程に数えます。会社が少なく1社の数字が分かってしまう工程は表示しません。',
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
  earlier: (count) => `Earlier months (${count})`,
  year: 'Fiscal year',
  keyFigures: 'Key figures of the plan',
  asOf: (month, version) => `as in ${month}, version ${version}`,
  noKeyFigures: 'No key figures are written down yet.',
  columns: 'What the columns mean',
  hours: 'Hours',
  byMonth: 'Hours by month and state',
  byProcess: 'Hours by process and state',
  hoursUnit: 'in hours',
  hoursOf: (count) => `${count} h`,
  month: 'Month',
  monthName: (month) => month,
  process: 'Process',
  noProcess: 'No process written down',
  planned: 'Plan',
  outside: 'Running outside plan',
  production: 'Utilisation',
  productionAndSetup: 'Running and setting up',
  coverage: 'Coverage',
  total: 'Total',
  noRatio: 'too little',
  noHours: 'There are no hours to show for this fiscal year: none on record, or of too few companies.',
  definition:
    'Utilisation = running ÷ planned hours on record. Running and setting up = both ÷ planned hours ' +
    'on record. Coverage = planned hours on record ÷ planned hours. Hours are summed first and ' +
    'divided last.',
  bounds:
    'A range says what it would be if none or all of the unknown hours had been running. Under 95 % ' +
    'coverage there is a range alone, under 60 % in brackets, under 50 % nothing.',
  counted:
    'The sum of the companies that you may see: for reviewers those that agreed to monthly totals, ' +
    'for the office those that share their hours. This month until today.',
  processes:
    'A machine with several processes counts under each of them. A process with so few companies ' +
    'that one could be told is left out.',
};

/** By language. */
export const monthTexts = { ja, en } as const;
