// Pure: the names of the pages, for the way between them and for the window's title.
const ja = {
  free: '空きボード',
  week: '週間の空き',
  now: 'いまの機械',
  overview: '全体図',
  health: 'データの健康',
  wall: '大画面',
  company: '会社カード',
  mine: 'うちの機械',
  members: '会員',
  calendar: 'カレンダー',
  months: '月次',
  boxes: '箱',
  people: '人と役割',
  audit: '操作記録',
  parts: '部品',
  notLoaded: 'ページを読み込めませんでした。通信を確かめて、もう一度お試しください。',
  again: 'もう一度読み込む',
  label: 'ページ',
  printed: (time: string) => `印刷 ${time}`,
  confidential: '社外秘／コンソーシアム内限り',
  lost: (clock: string) => `表示は${clock}のものです。再接続中…`,
};

type PageTexts = typeof ja;

const en: PageTexts = {
  free: 'Free machines',
  week: 'Free by half-day',
  now: 'Machines now',
  overview: 'Overview',
  health: 'Health of the data',
  wall: 'Large screen',
  company: 'Company card',
  mine: 'My machines',
  members: 'Members',
  calendar: 'Calendar',
  months: 'Months',
  boxes: 'Boxes',
  people: 'People and roles',
  audit: 'Audit log',
  parts: 'Parts',
  notLoaded: 'The page could not be loaded. Check the connection and try again.',
  again: 'Load again',
  label: 'Pages',
  printed: (time) => `Printed ${time}`,
  confidential: 'Confidential: within the consortium only',
  lost: (clock) => `This is the board of ${clock}. Reconnecting…`,
};

/** Both languages. */
export const pageTexts = { ja, en };
