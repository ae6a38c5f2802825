// The directory as a file: out of here, edited, and back. What it would change, or what is wrong with it and where, is
// shown before anything takes effect.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { Place, ShownChange, ShownConflict } from '../../../src/directory/tables/importShown.ts';
import { sendChange } from '../live/sendChange.ts';
import { dayAndTime } from '../text/format.ts';
import { language, named } from '../text/language.ts';
import { memberTexts } from '../text/memberTexts.ts';
import { wordsIn } from '../text/words.ts';
import { Fields } from './Fields.tsx';

interface ImportAnswer {
  readonly changes?: readonly ShownChange[];
  readonly places?: readonly Place[];
  readonly conflicts?: readonly ShownConflict[];
}

/** What came of the file so far. */
type Stage =
  | { readonly kind: 'none' | 'reading' | 'failed' | 'tooLarge' | 'noEdition' }
  | { readonly kind: 'done'; readonly count: number }
  | { readonly kind: 'faults'; readonly places: readonly Place[] }
  | { readonly kind: 'conflicts'; readonly conflicts: readonly ShownConflict[] }
  | { readonly kind: 'ready'; readonly file: File; readonly changes: readonly ShownChange[] };

const mostBytes = 5_000_000;
const types = '.xlsx,.zip,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,application/zip';

async function give(file: File, isDry: boolean): Promise<Stage> {
  if (file.size > mostBytes) return { kind: 'tooLarge' };
  const path = `api/directory${isDry ? '?dryRun=true' : ''}`;
  const { status, answer } = await sendChange<ImportAnswer>(path, { method: 'PUT', body: file });
  if (status === 422) return { kind: 'faults', places: answer?.places ?? [] };
  if (status === 409) return { kind: 'conflicts', conflicts: answer?.conflicts ?? [] };
  if (status === 428) return { kind: 'noEdition' };
  if (status === 413) return { kind: 'tooLarge' };
  if (status !== 200 || answer?.changes === undefined) return { kind: 'failed' };
  return isDry
    ? { kind: 'ready', file, changes: answer.changes }
    : { kind: 'done', count: answer.changes.length };
}

interface ExchangeProps {
  readonly timeZone: string;
  readonly reload: () => void;
}

/** The ways out and in. */
export function WorkbookExchange({ timeZone, reload }: ExchangeProps): JSX.Element {
  const { exchange: words } = wordsIn(memberTexts);
  const stage = useSignal<Stage>({ kind: 'none' });
  const take = async (file: File, isDry: boolean): Promise<void> => {
    stage.value = { kind: 'reading' };
    stage.value = await give(file, isDry);
    if (stage.value.kind === 'done') reload();
  };
  const out = (format: string): string =>
    new URL(`api/directory?format=${format}&language=${language.value}`, document.baseURI).href;
  return (
    <section class="exchange">
      <h2>{words.title}</h2>
      <p class="quiet">{words.lead}</p>
      <div class="row-of-picks">
        <a class="quiet-button" href={out('xlsx')} download>
          {words.download}
        </a>
        <a class="quiet-button" href={out('csv')} download>
          {words.csv}
        </a>
        <label class="quiet-button file-button">
          <input
            type="file"
            accept={types}
            onChange={(event) => {
              const input = event.currentTarget;
              const file = input.files?.[0];
              if (file !== undefined) void take(file, true);
              // The same file once more is a change too.
              input.value = '';
            }}
          />
          {words.choose}
        </label>
      </div>
      <div role="status">
        <StageShown
          stage={stage.value}
          timeZone={timeZone}
          apply={(file) => void take(file, false)}
          cancel={() => {
            stage.value = { kind: 'none' };
          }}
        />
      </div>
    </section>
  );
}

interface StageProps {
  readonly stage: Stage;
  readonly timeZone: string;
  readonly apply: (file: File) => void;
  readonly cancel: () => void;
}

function StageShown({ stage, timeZone, apply, cancel }: StageProps): JSX.Element | null {
  const { exchange: words } = wordsIn(memberTexts);
  switch (stage.kind) {
    case 'none':
      return null;
    case 'reading':
    case 'failed':
    case 'tooLarge':
    case 'noEdition':
      return <p class={stage.kind === 'reading' ? 'quiet' : 'refusal'}>{words[stage.kind]}</p>;
    case 'done':
      return <p class="good">{words.done(stage.count)}</p>;
    case 'faults':
      return <Faults places={stage.places} />;
    case 'conflicts':
      return (
        <>
          <p class="refusal">{words.conflicts}</p>
          <ul>
            {stage.conflicts.map(({ kind, id, name, person, at }) => (
              <li key={`${kind} ${id}`}>
                {words.changedBy(
                  name === null ? id : named(name),
                  person,
                  dayAndTime(at, timeZone, language.value),
                )}
              </li>
            ))}
          </ul>
        </>
      );
    case 'ready':
      return <Changes changes={stage.changes} apply={() => apply(stage.file)} cancel={cancel} />;
  }
}

function Faults({ places }: { readonly places: readonly Place[] }): JSX.Element {
  const { exchange: words } = wordsIn(memberTexts);
  return (
    <>
      <p class="refusal">{words.faults(places.length)}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard */}
      <section class="scroll" tabIndex={0} aria-label={words.problem}>
        <table class="member-table">
          <thead>
            <tr>
              <th scope="col">{words.sheet}</th>
              <th scope="col">{words.row}</th>
              <th scope="col">{words.place}</th>
              <th scope="col">{words.problem}</th>
            </tr>
          </thead>
          <tbody>
            {places.map(({ sheet, row, column, problem }, index) => (
              <tr key={index}>
                <td>{sheet === null ? '–' : named(sheet)}</td>
                <td>{row ?? '–'}</td>
                <td>{column === null ? '–' : named(column)}</td>
                <td>{named(problem)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

function Changes({
  changes,
  apply,
  cancel,
}: {
  readonly changes: readonly ShownChange[];
  readonly apply: () => void;
  readonly cancel: () => void;
}): JSX.Element {
  const { exchange: words, kind: kinds } = wordsIn(memberTexts);
  if (changes.length === 0) return <p class="quiet">{words.same}</p>;
  return (
    <>
      <p>{words.changes(changes.length)}</p>
      <ul class="change-list">
        {changes.map(({ kind, id, name, isNew, fields }) => (
          <li key={`${kind} ${id}`}>
            <strong>
              {kinds[kind] ?? kind} {name === null ? id : named(name)}
            </strong>
            {isNew ? <p>{words.isNew}</p> : <Fields fields={fields} />}
          </li>
        ))}
      </ul>
      <div class="row-of-picks">
        <button type="button" class="main-button" onClick={apply}>
          {words.apply}
        </button>
        <button type="button" class="quiet-button" onClick={cancel}>
          {words.cancel}
        </button>
      </div>
    </>
  );
}
