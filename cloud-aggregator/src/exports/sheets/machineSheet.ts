// Pure: the hours of each machine (domain 8.1 sheet 6): by name for its owner, by code for office and reviewers.
import { machineCode } from '../editionFacts.ts';
import { timeSum } from '../monthFacts.ts';
import { type Column, column, localMinute, type Sheet } from '../sheet.ts';
import { hourCells, hourColumns, shareCells, shareColumns, shareRemark } from '../timeColumns.ts';
import type { EditionSource } from './editionSource.ts';
import { memberCodeColumn } from './memberSheet.ts';

const code = column('machine', 'text', ['機械コード', 'machine'], {
  meaning: [
    '会員内での機械の符号。自社版では識別名',
    'code of the machine in its workshop; in the own edition its id',
  ],
  width: 12,
});
const name = column('machineName', 'text', ['機械名', 'machine name'], {
  meaning: ['機械の名称（自社版のみ）', 'name of the machine, in the own edition only'],
  width: 20,
});
const middle: readonly Column[] = [
  column('class', 'text', ['機械区分', 'class'], { meaning: ['機械の種類', 'kind of machine'], width: 14 }),
  column('processes', 'text', ['工程', 'processes'], {
    meaning: ['工程コード。主な工程が先', 'process codes, the main one first'],
    source: 'domain 5.2',
    width: 18,
  }),
];
const last: readonly Column[] = [
  column('connection', 'text', ['接続', 'connection'], {
    meaning: ['対象月のデータが届いているか', 'whether any data of the month have arrived'],
    width: 10,
  }),
  column('completeUntil', 'time', ['データ確定時刻', 'complete until'], {
    meaning: [
      'この時刻までのデータがすべて届いている（対象月の中、現地時刻）',
      'all data through this local time have arrived, within the month',
    ],
    source: 'standards D.6',
  }),
  column('remark', 'text', ['備考', 'remark'], {
    meaning: ['率の扱いについての注記', 'notes about the ratios'],
    width: 26,
  }),
];

/** The sheet of machines. */
export function machineSheet({ facts }: EditionSource): Sheet {
  const isOwn = facts.edition === 'own';
  return {
    number: 6,
    key: 'machines',
    title: { ja: '機械別稼働', en: 'Machines' },
    columns: [
      memberCodeColumn,
      code,
      ...(isOwn ? [name] : []),
      ...middle,
      ...hourColumns,
      ...shareColumns,
      ...last,
    ],
    *rows() {
      for (const member of facts.members) {
        for (const machine of member.facts.machines) {
          const sum = timeSum([machine]);
          const { through } = machine;
          yield [
            member.code,
            machineCode(facts, member, machine),
            ...(isOwn ? [machine.name] : []),
            machine.class ?? '',
            machine.processes.join(' '),
            ...hourCells(sum),
            ...shareCells(sum),
            through === null ? { ja: 'なし', en: 'none' } : { ja: 'あり', en: 'yes' },
            through === null ? null : localMinute(through, facts.timeZone),
            shareRemark(sum),
          ];
        }
      }
    },
  };
}
