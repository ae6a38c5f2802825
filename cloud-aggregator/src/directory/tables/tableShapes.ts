// Pure: the members' directory as tables that an office can edit: one line for each thing, one column for each of its
// words. A thing that belongs to another names it in its first columns. The table `asOf` says which change of the
// records the others show, so that what others changed since then is not written over.

/** How a column's text is read: an instant as '2026-11-21T09:00Z', a number with a point, JSON as it is. */
type ColumnKind = 'text' | 'number' | 'instant' | 'json';

export interface Column {
  /** Its place in the entry, such as `name.ja`; also a title that is understood. */
  readonly key: string;
  readonly ja: string;
  readonly kind: ColumnKind;
}

export interface TableShape {
  /** The file's name without its ending, and the English name of the sheet. */
  readonly name: string;
  readonly ja: string;
  readonly columns: readonly Column[];
}

/** A cell; null is empty. */
export type CellText = string | number | null;
/** The lines of a table, cells in the order of its columns. */
export type Lines = readonly (readonly CellText[])[];

const text = (key: string, ja: string): Column => ({ key, ja, kind: 'text' });
const number = (key: string, ja: string): Column => ({ key, ja, kind: 'number' });
const instant = (key: string, ja: string): Column => ({ key, ja, kind: 'instant' });
const names = [text('name.ja', '名称'), text('name.en', '名称(英語)')];
const workshop = text('workshop', '工場ID');
const machine = text('machine', '機械ID');
const calendar = text('calendar', 'カレンダーID');
/** Hours of one shift; a line without them is a closed day. */
const shift = [
  text('shift.from', '始業'),
  text('shift.until', '終業'),
  text('breaks', '休憩'),
  text('onlyWeeks', '第何週のみ'),
  text('everyOtherFrom', '隔週の最初の日'),
];

/** Every table, in the order of the workbook's sheets. */
export const tableShapes = {
  asOf: { name: 'asOf', ja: '版', columns: [number('change', '変更番号')] },
  workshops: {
    name: 'workshops',
    ja: '工場',
    columns: [
      text('id', '工場ID'),
      ...names,
      text('calendar', 'カレンダー'),
      text('region', '地域ID'),
      number('staffing.people', '担当人数'),
      number('staffing.machinesPerPerson', '一人あたり台数'),
      text('usualLoad', 'ふだんの埋まり具合'),
      instant('calendarConfirmedAt', 'カレンダー確認日時'),
      instant('pausedUntil', '休止の終わり'),
    ],
  },
  contacts: {
    name: 'contacts',
    ja: '連絡先',
    columns: [
      workshop,
      text('name', '氏名'),
      text('phone', '電話'),
      text('fax', 'FAX'),
      text('email', 'メール'),
      text('wish', '希望の連絡方法'),
      text('hours', '連絡のつく時間'),
    ],
  },
  certificates: {
    name: 'certificates',
    ja: '認証',
    columns: [workshop, text('name', '認証'), text('scope', '範囲'), text('expires', '有効期限')],
  },
  consents: {
    name: 'consents',
    ja: '同意',
    columns: [
      workshop,
      text('what', '何の同意か'),
      text('text', '同意文の版'),
      text('person', '同意した人'),
      instant('at', '同意した日時'),
      instant('until', '取り下げた日時'),
    ],
  },
  machines: {
    name: 'machines',
    ja: '機械',
    columns: [
      workshop,
      text('id', '機械ID'),
      ...names,
      text('class.ja', '種類'),
      text('class.en', '種類(英語)'),
      text('sharing.desk', '手配担当への公開'),
      text('sharing.circle', '仲間への公開'),
      text('sharing.consortium', '全会員への公開'),
      { key: 'sparkplug', ja: '他社エッジの読み方', kind: 'json' },
    ],
  },
  processes: {
    name: 'processes',
    ja: '工程',
    columns: [workshop, machine, text('code', '工程コード'), text('strength', '得意度')],
  },
  attributes: {
    name: 'attributes',
    ja: '能力',
    columns: [workshop, machine, text('name', '項目'), text('kind', '形'), text('value', '値')],
  },
  calendars: {
    name: 'calendars',
    ja: 'カレンダー',
    columns: [text('id', 'カレンダーID'), text('timeZone', 'タイムゾーン')],
  },
  weeks: {
    name: 'weeks',
    ja: '週の時間',
    columns: [calendar, number('place', '番号'), text('from', 'いつから'), text('weekday', '曜日'), ...shift],
  },
  days: {
    name: 'days',
    ja: '休みと特別な日',
    columns: [
      calendar,
      number('place', '番号'),
      text('from', '初日'),
      text('through', '最終日'),
      ...shift,
      text('note.ja', '名前'),
      text('note.en', '名前(英語)'),
    ],
  },
  regions: { name: 'regions', ja: '地域', columns: [text('id', '地域ID'), ...names] },
  circles: { name: 'circles', ja: '仲間', columns: [text('id', '仲間ID'), ...names] },
  members: { name: 'members', ja: '仲間の工場', columns: [text('circle', '仲間ID'), workshop] },
} as const satisfies Record<string, TableShape>;

export type TableName = keyof typeof tableShapes;
export const tableNames = Object.keys(tableShapes) as readonly TableName[];
/** Tables by name; one that is not there leaves what it would say as it is. */
export type Tables = Readonly<Partial<Record<TableName, Lines>>>;
