// The plan's key figures as the newest file has them: one table for each indicator, and what each column means beside
// them (domain 8.2).
import type { JSX } from 'preact';
import type { KeyFigureTable } from '../../../src/exports/keyFigures.ts';
import type { Line } from '../live/keepAsking.ts';
import { useAnswer } from '../live/useAnswer.ts';
import { language, named } from '../text/language.ts';
import { monthTexts } from '../text/monthTexts.ts';
import { wordsIn } from '../text/words.ts';
import { cellText, type Group, groupsOf } from './keyFigureGroups.ts';

export interface KeyFiguresProps {
  /** A month that has a file. */
  readonly month: string;
  readonly label: string;
  readonly line: Line;
}

interface Answer {
  readonly version: number;
  readonly tables: readonly KeyFigureTable[];
}

/** The section; nothing before the first answer. */
export function KeyFigures({ month, label, line }: KeyFiguresProps): JSX.Element | null {
  const words = wordsIn(monthTexts);
  const answer = useAnswer<Answer>(`api/exports/${month}/key-figures`, line).value;
  if (answer === null) return null;
  const { version, tables } = answer;
  const [years, months] = tables;
  return (
    <section class="month key-figures">
      <h2>
        {words.keyFigures} <small>{words.asOf(label, version)}</small>
      </h2>
      {years?.rows.length === 0 && <p class="note">{words.noKeyFigures}</p>}
      {years !== undefined && years.rows.length > 0 && <Table table={years} />}
      {months !== undefined && months.rows.length > 0 && (
        <details>
          <summary>{named(months.title)}</summary>
          <Table table={months} />
        </details>
      )}
    </section>
  );
}

function Table({ table }: { readonly table: KeyFigureTable }): JSX.Element {
  const words = wordsIn(monthTexts);
  const groups = groupsOf(table, language.value);
  return (
    <>
      {groups.map((group) => (
        <GroupTable key={group.title} group={group} of={named(table.title)} />
      ))}
      <details class="column-words">
        <summary>{words.columns}</summary>
        <dl>
          {table.columns.map(({ key, title, meaning }) => (
            <div key={key}>
              <dt>{named(title)}</dt>
              <dd>{named(meaning)}</dd>
            </div>
          ))}
        </dl>
      </details>
    </>
  );
}

interface GroupProps {
  readonly group: Group;
  /** The table to which it belongs. */
  readonly of: string;
}

function GroupTable({ group: { title, columns, rows }, of }: GroupProps): JSX.Element {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
    <section class="scroll" tabIndex={0} aria-label={`${of} ${title}`}>
      <table>
        <caption class="named">{title}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                class={column.kind === 'text' ? 'words' : ''}
                title={named(column.meaning)}
              >
                {named(column.title)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody class="figures">
          {rows.map((row) => (
            <tr key={cellText(row[0] ?? null, columns[0]?.kind ?? 'text', language.value)}>
              {columns.map(({ key, kind }, at) => {
                const text = cellText(row[at] ?? null, kind, language.value);
                if (at === 0)
                  return (
                    <th key={key} scope="row">
                      {text}
                    </th>
                  );
                return (
                  <td key={key} class={kind === 'text' ? 'words' : ''}>
                    {text}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
