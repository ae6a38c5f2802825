// Pure: process codes of the directory as words (level 2 of the process taxonomy); an unknown code stays itself.
import type { Bilingual } from '@nakamawashi/runtime';

const words = new Map<string, Bilingual>(
  Object.entries({
    TURN: { ja: '旋削', en: 'turning' },
    'TURN-SWISS': { ja: '自動盤', en: 'Swiss turning' },
    'TURN-MILL': { ja: '複合加工', en: 'mill-turning' },
    'MILL-3': { ja: '3軸加工', en: '3-axis milling' },
    'MILL-H': { ja: '横形加工', en: 'horizontal milling' },
    'MILL-5': { ja: '5軸加工', en: '5-axis milling' },
    'MILL-MAN': { ja: '汎用フライス', en: 'manual milling' },
    BORE: { ja: '中ぐり', en: 'boring' },
    DRILL: { ja: '穴あけ', en: 'drilling' },
    GEAR: { ja: '歯切り', en: 'gear cutting' },
    BROACH: { ja: 'ブローチ', en: 'broaching' },
    SAW: { ja: '切断', en: 'sawing' },
    'GR-SURF': { ja: '平面研削', en: 'surface grinding' },
    'GR-CYL': { ja: '円筒研削', en: 'cylindrical grinding' },
    'GR-INT': { ja: '内面研削', en: 'internal grinding' },
    'GR-CL': { ja: 'センタレス研削', en: 'centreless grinding' },
    'GR-PROF': { ja: 'プロファイル研削', en: 'profile grinding' },
    LAP: { ja: 'ラップ', en: 'lapping' },
    HONE: { ja: 'ホーニング', en: 'honing' },
    BUFF: { ja: 'バフ・鏡面', en: 'buffing' },
    'ED-SINK': { ja: '型彫り放電', en: 'sinker EDM' },
    'ED-WIRE': { ja: 'ワイヤ放電', en: 'wire EDM' },
    'ED-HOLE': { ja: '細穴放電', en: 'hole EDM' },
    PRESS: { ja: 'プレス', en: 'press work' },
    'PRESS-PROG': { ja: '順送プレス', en: 'progressive die' },
    DEEP: { ja: '絞り', en: 'deep drawing' },
    FORGE: { ja: '鍛造', en: 'forging' },
    ROLL: { ja: '転造', en: 'rolling' },
    SPIN: { ja: 'へら絞り', en: 'spinning' },
    'SH-LASER': { ja: 'レーザ切断', en: 'laser cutting' },
    'SH-PUNCH': { ja: 'タレパン', en: 'turret punching' },
    'SH-BEND': { ja: '曲げ', en: 'bending' },
    'SH-FAB': { ja: '製缶', en: 'fabrication' },
    'W-TIG': { ja: 'TIG溶接', en: 'TIG welding' },
    'W-MIG': { ja: 'MIG溶接', en: 'MIG welding' },
    'W-SPOT': { ja: 'スポット溶接', en: 'spot welding' },
    'W-LASER': { ja: 'レーザ溶接', en: 'laser welding' },
    BRAZE: { ja: 'ろう付け', en: 'brazing' },
    'PL-INJ': { ja: '射出成形', en: 'injection moulding' },
    'PL-CUT': { ja: '樹脂切削', en: 'plastic machining' },
    DEBURR: { ja: 'バリ取り', en: 'deburring' },
    ASSY: { ja: '組立', en: 'assembly' },
    CMM: { ja: '三次元測定', en: 'CMM inspection' },
  }),
);

/** The codes that have a word. */
export const knownProcesses: readonly string[] = [...words.keys()];

/** The word for a process code in both languages. */
export function processName(code: string): Bilingual {
  return words.get(code) ?? { ja: code, en: code };
}
