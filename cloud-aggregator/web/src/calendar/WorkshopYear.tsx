// One workshop's calendar in a year, with the changes that are not saved yet.
import type { ShiftCalendar } from '@nakamawashi/machine-model';
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { CalendarYear, WorkshopCalendar } from '../../../src/api/calendarRoutes.ts';
import type { CalendarTemplate } from '../../../src/directory/calendarTemplates.ts';
import { type Refused, sendChange } from '../live/sendChange.ts';
import { useOnce } from '../live/useOnce.ts';
import { RefusalWords } from '../members/RefusalWords.tsx';
import { useUnsaved } from '../page/unsaved.ts';
import { calendarTexts } from '../text/calendarTexts.ts';
import { dayAndTime } from '../text/format.ts';
import { language, named } from '../text/language.ts';
import { wordsIn } from '../text/words.ts';
import { DaySheet } from './DaySheet.tsx';
import { withDays } from './editCalendar.ts';
import { Templates } from './Templates.tsx';
import { Versions } from './Versions.tsx';
import { YearGrid } from './YearGrid.tsx';

interface YearProps {
  readonly shop: string;
  readonly year: number;
  readonly isOwner: boolean;
}

/** Reads the calendar, again after it was saved. */
export function WorkshopYear({ shop, year, isOwner }: YearProps): JSX.Element | null {
  const words = wordsIn(calendarTexts);
  const again = useSignal(0);
  const isSaved = useSignal(false);
  const told = useRef<HTMLParagraphElement>(null);
  const path = `api/workshops/${encodeURIComponent(shop)}/calendar?year=${year}`;
  const read = useOnce<WorkshopCalendar>(path, again.value).value;
  if (read === null) return null;
  if (read === 'failed') return <p class="refusal">{words.failed}</p>;
  const readAgain = (): void => {
    again.value += 1;
  };
  return (
    <>
      <Draft
        key={`${read.id} ${read.version}`}
        read={read}
        year={year}
        isOwner={isOwner}
        readAgain={readAgain}
        edited={() => {
          isSaved.value = false;
        }}
        saved={() => {
          told.current?.focus();
          isSaved.value = true;
          readAgain();
        }}
      />
      {/* Whoever saved stands here: the button is gone. */}
      <p ref={told} role="status" tabIndex={-1} class="good">
        {isSaved.value && words.saved}
      </p>
    </>
  );
}

interface DraftProps {
  readonly read: WorkshopCalendar;
  readonly year: number;
  readonly isOwner: boolean;
  readonly readAgain: () => void;
  /** A first change after it was read or saved. */
  readonly edited: () => void;
  readonly saved: () => void;
}

function Draft({ read, year, isOwner, readAgain, edited, saved }: DraftProps): JSX.Element {
  const words = wordsIn(calendarTexts);
  const draft = useSignal<ShiftCalendar>(read.calendar);
  const shown = useSignal<CalendarYear>(read);
  const touched = useSignal<string | null>(null);
  const refused = useSignal<{ readonly status: number; readonly answer: Refused | null } | null>(null);
  const said = useSignal('');
  const newest = useRef(0);
  const reckon = async (calendar: ShiftCalendar, template?: CalendarTemplate): Promise<void> => {
    // What is touched next begins with this, though the days come later; an answer that is overtaken counts no more.
    draft.value = calendar;
    newest.current += 1;
    const own = newest.current;
    const body = { calendar, year, ...(template === undefined ? {} : { template }) };
    const sent = await sendChange<CalendarYear & Refused>('api/calendar-year', { method: 'POST', body });
    if (own !== newest.current) return;
    refused.value = sent.status === 200 ? null : sent;
    if (sent.status !== 200 || sent.answer === null) return;
    const added = sent.answer.calendar.exceptions.length - calendar.exceptions.length;
    said.value = template === undefined ? '' : words.template.added(added);
    draft.value = sent.answer.calendar;
    shown.value = sent.answer;
  };
  const edit = (next: ShiftCalendar): void => void reckon(next);
  useEffect(() => {
    if (shown.value.year === year) return;
    if (read.year === year && draft.value === read.calendar) shown.value = read;
    else void reckon(draft.value);
  }, [year, read]);
  const { holidays } = shown.value;
  const isEdited = JSON.stringify(draft.value) !== JSON.stringify(read.calendar);
  useUnsaved(isEdited);
  useEffect(() => {
    if (isEdited) edited();
  }, [isEdited]);
  return (
    <>
      <Confirmed read={read} />
      {holidays !== 'announced' && <p class="quiet">{words.holidayYear[holidays](shown.value.year)}</p>}
      <YearGrid days={shown.value.days} choose={(date) => (touched.value = date)} />
      <Templates put={(template) => void reckon(draft.value, template)} said={said.value} />
      <Versions calendar={draft.value} edit={edit} />
      <SaveBar
        {...{ read, isOwner, readAgain, saved, isEdited, refused }}
        calendar={draft.value}
        dismiss={() => edit(read.calendar)}
      />
      {touched.value !== null && (
        <DaySheet
          key={touched.value}
          calendar={draft.value}
          day={shown.value.days.find(({ date }) => date === touched.value)}
          put={(change) => edit(withDays(draft.value, change))}
          close={() => (touched.value = null)}
        />
      )}
    </>
  );
}

function Confirmed({ read: { workshop, confirmedAt, calendar } }: Pick<DraftProps, 'read'>): JSX.Element {
  const words = wordsIn(calendarTexts);
  const said =
    confirmedAt === null
      ? words.notConfirmed
      : words.confirmed(dayAndTime(confirmedAt, calendar.timeZone, language.value));
  return <p class="quiet">{[named(workshop.name), said].join(words.between)}</p>;
}

interface SaveProps {
  readonly read: WorkshopCalendar;
  readonly calendar: ShiftCalendar;
  readonly isOwner: boolean;
  readonly isEdited: boolean;
  readonly refused: { value: { readonly status: number; readonly answer: Refused | null } | null };
  readonly readAgain: () => void;
  readonly saved: () => void;
  readonly dismiss: () => void;
}

function SaveBar({
  read,
  calendar,
  isOwner,
  isEdited,
  refused,
  readAgain,
  saved,
  dismiss,
}: SaveProps): JSX.Element {
  const words = wordsIn(calendarTexts);
  const isForAll = useSignal(false);
  const shop = encodeURIComponent(read.workshop.id);
  const save = async (): Promise<void> => {
    const changed = isEdited ? { calendar } : {};
    const sent = isOwner
      ? await sendChange<Refused>(`api/own/${shop}/calendar`, {
          method: 'PUT',
          body: changed,
          version: read.version,
        })
      : await sendChange<Refused>(`api/workshops/${shop}/calendar`, {
          method: 'PUT',
          body: { calendar, isForAll: isForAll.value },
          version: read.version,
        });
    if (sent.status === 200 || sent.status === 204) saved();
    else refused.value = sent;
  };
  const shared = isOwner ? words.sharedOwn : words.shared;
  if (!isEdited && !isOwner && refused.value === null) return <div role="alert" />;
  return (
    <div class="save-bar">
      <RefusalWords refused={refused.value} timeZone={read.calendar.timeZone} readAgain={readAgain} />
      {isEdited && <span class="quiet">{words.unsaved}</span>}
      {isEdited && read.others > 0 && <p class="quiet">{shared(read.others)}</p>}
      {isEdited && read.others > 0 && !isOwner && (
        <label class="check">
          <input
            type="checkbox"
            checked={isForAll.value}
            onChange={(event) => (isForAll.value = event.currentTarget.checked)}
          />
          {words.forAll}
        </label>
      )}
      {(isEdited || isOwner) && (
        <button type="button" class="main-button" onClick={() => void save()}>
          {isOwner ? (isEdited ? words.saveOwn : words.confirm) : words.save}
        </button>
      )}
      {isEdited && (
        <button type="button" class="quiet-button" onClick={dismiss}>
          {words.dismiss}
        </button>
      )}
    </div>
  );
}
