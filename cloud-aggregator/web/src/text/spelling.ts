// Pure: how a code is read out over a telephone, character by character, so that B and D or M and N are not mistaken.

const figuresJa: Readonly<Record<string, string>> = {
  '2': 'に',
  '3': 'さん',
  '4': 'よん',
  '5': 'ご',
  '6': 'ろく',
  '7': 'なな',
  '8': 'はち',
  '9': 'きゅう',
};

const wordsJa: Readonly<Record<string, string>> = {
  A: 'アメリカ',
  B: 'ボストン',
  C: 'チャイナ',
  D: 'デンマーク',
  E: 'イングランド',
  F: 'フランス',
  G: 'ゴルフ',
  H: 'ホンコン',
  J: 'ジャパン',
  K: 'キング',
  L: 'ロンドン',
  M: 'メキシコ',
  N: 'ニッポン',
  P: 'パリ',
  Q: 'クイーン',
  R: 'ローマ',
  S: 'サンフランシスコ',
  T: 'トウキョウ',
  U: 'ユニオン',
  V: 'ビクトリー',
  W: 'ワシントン',
  X: 'エックス',
  Y: 'ヨコハマ',
  Z: 'ゼブラ',
};

const wordsEn: Readonly<Record<string, string>> = {
  A: 'Alfa',
  B: 'Bravo',
  C: 'Charlie',
  D: 'Delta',
  E: 'Echo',
  F: 'Foxtrot',
  G: 'Golf',
  H: 'Hotel',
  J: 'Juliett',
  K: 'Kilo',
  L: 'Lima',
  M: 'Mike',
  N: 'November',
  P: 'Papa',
  Q: 'Quebec',
  R: 'Romeo',
  S: 'Sierra',
  T: 'Tango',
  U: 'Uniform',
  V: 'Victor',
  W: 'Whiskey',
  X: 'X-ray',
  Y: 'Yankee',
  Z: 'Zulu',
};

/** Each character of a code with its word; signs between groups are left out. */
export function spelled(
  code: string,
  language: 'ja' | 'en',
): readonly { readonly character: string; readonly word: string }[] {
  const words = language === 'ja' ? { ...figuresJa, ...wordsJa } : wordsEn;
  return [...code.toUpperCase()]
    .filter((each) => /[A-Z0-9]/.test(each))
    .map((character) => ({ character, word: words[character] ?? character }));
}
