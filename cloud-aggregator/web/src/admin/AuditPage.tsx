// 操作記録: who did what and when, newest first, by day, person and kind. There is nothing to change in it.
import { type Signal, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { auditKinds } from '../../../src/directory/auditKinds.ts';
import type { AuditLine } from '../../../src/directory/auditLog.ts';
import { tableRoles } from '../design/tableRoles.ts';
import type { LiveBoard } from '../live/liveBoard.ts';
import { useAnswer } from '../live/useAnswer.ts';
import { auditTexts, detailIn } from '../text/auditTexts.ts';
import { dayAndTime } from '../text/format.ts';
import { language } from '../text/language.ts';
import { pageTexts } from '../text/pageTexts.ts';
import { wordsIn } from '../text/words.ts';
import { type AuditAsked, auditPath } from './auditPath.ts';

interface AuditAnswer {
  readonly lines: readonly AuditLine[];
  readonly next: number | null;
}

/** The page below the head. */
export function AuditPage({ board }: { readonly board: LiveBoard }): JSX.Element {
  const words = wordsIn(auditTexts);
  const asked = useSignal<AuditAsked>({ day: '', person: '', kind: '', before: null });
  const answer = useAnswer<AuditAnswer>(auditPath(asked.value), board).value;
  return (
    <div class="admin">
      <p class="note">{words.lead}</p>
      <Filters asked={asked} />
      {answer !== null && <Lines lines={answer.lines} board={board} />}
      {answer?.lines.length === 0 && <p class="note">{answer.next === null ? words.none : words.noneYet}</p>}
      <div class="admin-tools">
        {asked.value.before !== null && (
          <button
            type="button"
            class="quiet-button"
            onClick={() => (asked.value = { ...asked.value, before: null })}
          >
            {words.newest}
          </button>
        )}
        {answer !== null && answer.next !== null && (
          <button
            type="button"
            class="quiet-button"
            onClick={() => {
              asked.value = { ...asked.value, before: answer.next };
              scrollTo(0, 0);
            }}
          >
            {words.older}
          </button>
        )}
      </div>
    </div>
  );
}

function Filters({ asked }: { readonly asked: Signal<AuditAsked> }): JSX.Element {
  const words = wordsIn(auditTexts);
  const ask = (changes: Partial<AuditAsked>): void => {
    asked.value = { ...asked.value, before: null, ...changes };
  };
  return (
    <div class="admin-tools audit-filters">
      <label class="form-field">
        <span>{words.day}</span>
        <input
          type="date"
          value={asked.value.day}
          onChange={(event) => ask({ day: event.currentTarget.value })}
        />
      </label>
      <label class="form-field">
        <span>{words.person}</span>
        <input
          type="text"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          maxLength={100}
          value={asked.value.person}
          onChange={(event) => ask({ person: event.currentTarget.value })}
        />
      </label>
      <label class="form-field">
        <span>{words.kind}</span>
        <select
          value={asked.value.kind}
          onChange={(event) => ask({ kind: event.currentTarget.value as AuditAsked['kind'] })}
        >
          <option value="">{words.anyKind}</option>
          {auditKinds.map((kind) => (
            <option key={kind} value={kind}>
              {words.kinds[kind]}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

function Lines({
  lines,
  board,
}: {
  readonly lines: readonly AuditLine[];
  readonly board: LiveBoard;
}): JSX.Element {
  const words = wordsIn(auditTexts);
  const heads = [words.time, words.who, words.what, words.whom, words.detail];
  return (
    <table class="audit" {...tableRoles.table} aria-label={wordsIn(pageTexts).audit}>
      <thead {...tableRoles.rows}>
        <tr {...tableRoles.row}>
          {heads.map((each) => (
            <th key={each} {...tableRoles.columnHead}>
              {each}
            </th>
          ))}
        </tr>
      </thead>
      <tbody {...tableRoles.rows}>
        {lines.map((line, place) => (
          <Line key={place} line={line} board={board} />
        ))}
      </tbody>
    </table>
  );
}

function Line({ line, board }: { readonly line: AuditLine; readonly board: LiveBoard }): JSX.Element {
  const words = wordsIn(auditTexts);
  const { at, person, deed, subject, detail } = line;
  const who = person === '' ? words.nobody : person === 'console' ? words.console : person;
  return (
    <tr {...tableRoles.row}>
      <td {...tableRoles.cell} class="when">
        {dayAndTime(at, board.timeZone.value, language.value)}
      </td>
      <td {...tableRoles.cell}>
        <b>{who}</b>
      </td>
      <td {...tableRoles.cell}>{words.deeds[deed] ?? deed}</td>
      <td {...tableRoles.cell}>{subject}</td>
      <td {...tableRoles.cell} class="quiet">
        {detailIn(language.value, detail)}
      </td>
    </tr>
  );
}
