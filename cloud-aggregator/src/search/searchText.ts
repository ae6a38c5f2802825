// Pure: finding what somebody typed, however it is written: full and half width, hiragana and katakana, long vowels,
// and the several words that shops have for one machine (domain 5.3: kana, width and synonyms do not matter).

/** Words for one thing; whoever types one means all of a line. */
const synonyms: readonly (readonly string[])[] = [
  ['マシニングセンタ', 'マシニング', 'MC', 'エムシー', 'machining centre', 'machining center'],
  ['旋盤', '旋削', 'NC旋盤', '丸物', 'lathe', 'turning'],
  ['複合旋盤', '複合加工', '複合加工機', 'mill-turn'],
  ['自動盤', 'スイス型', 'Swiss'],
  ['フライス', 'フライス盤', 'milling'],
  ['5軸', '五軸', 'five-axis', '5-axis'],
  ['3軸', '三軸', '3-axis'],
  ['研削', '研磨', '研削盤', 'グラインダ', 'grinding'],
  ['円筒研削', '円研', 'cylindrical grinding'],
  ['平面研削', '平研', 'surface grinding'],
  ['センタレス', '心なし', '芯なし', 'centreless', 'centerless'],
  ['放電', 'EDM', '放電加工'],
  ['ワイヤ放電', 'ワイヤカット', 'ワイヤー', 'wire EDM'],
  ['型彫り', '形彫り', 'sinker EDM'],
  ['穴あけ', '孔あけ', 'ドリル', 'ボール盤', 'drilling'],
  ['板金', 'シートメタル', 'sheet metal'],
  ['曲げ', 'ベンダー', 'ベンディング', 'bending'],
  ['タレパン', 'タレットパンチ', 'turret punching'],
  ['レーザ', 'レーザー', 'laser'],
  ['プレス', '打ち抜き', 'press'],
  ['順送', '順送プレス', 'progressive die'],
  ['絞り', '深絞り', 'deep drawing'],
  ['溶接', 'ウェルド', 'welding'],
  ['メッキ', 'めっき', '鍍金', 'plating'],
  ['熱処理', '焼入れ', '焼き入れ', 'heat treatment'],
  ['ステンレス', 'SUS', 'ステン', 'stainless'],
  ['アルミ', 'アルミニウム', 'aluminium', 'aluminum'],
  ['炭素鋼', '鉄', 'SS400', 'S45C', 'carbon'],
  ['銅', '真鍮', '黄銅', 'しんちゅう', 'copper', 'brass'],
  ['チタン', 'チタニウム', 'titanium'],
  ['樹脂', 'プラスチック', 'plastic'],
];

const folded = synonyms.map((line) => line.map(fold));

/** A text as it is compared: one width, one case, one kana, without long vowels, spaces and strokes between. */
export function fold(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\u30a1-\u30f6]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0x60))
    .replace(/[\s\u30fc\u2010-\u2015\u2212\-・·.,、]/g, '');
}

/** All ways of writing a word that somebody typed; the word itself first. */
export function variantsOf(word: string): readonly string[] {
  const own = fold(word);
  const lines = folded.filter((line) => line.includes(own));
  return [...new Set([own, ...lines.flat()])];
}

/** What finds every word of what was typed, in one of its ways of writing, in texts that are put together. */
export function finderOf(typed: string): (folded: string) => boolean {
  const words = typed.normalize('NFKC').split(/[\s、,]+/);
  const wanted = words.filter((word) => fold(word) !== '').map(variantsOf);
  return (folded) => wanted.every((variants) => variants.some((each) => folded.includes(each)));
}

/** Folded texts as one, in which no word is found that begins in one of them and ends in the next. */
export function together(texts: Iterable<string>): string {
  return [...texts].join('\n');
}
