// Pure: the words of the page of parts.
const ja = {
  states: '状態：そのまま・推定・変わった直後・凡例',
  marks: '空きの印：実績から・自己申告',
  band: '今日の内訳',
  buttons: 'ボタン：主・主（使えない）・副・副（使えない）・選択前・選択中',
  button: '押す',
  colours: '色',
  sizes: '文字の大きさ',
  sample: '旋盤 1号機 12.5時間',
};

type PartTexts = typeof ja;

const en: PartTexts = {
  states: 'States: plain, inferred, just changed, in a key',
  marks: 'Marks of capacity: from records, self-declared',
  band: 'A day’s hours',
  buttons: 'Buttons: main, main disabled, quiet, quiet disabled, choice, chosen',
  button: 'Press',
  colours: 'Colours',
  sizes: 'Sizes of type',
  sample: 'Lathe 1, 12.5 h',
};

/** By language. */
export const partTexts = { ja, en } as const;
