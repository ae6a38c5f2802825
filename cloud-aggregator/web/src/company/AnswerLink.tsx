// The office makes a link for a company's word of the week, to be pasted into a message.
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { answerTexts } from '../text/answerTexts.ts';
import { dayAndTime } from '../text/format.ts';
import { language } from '../text/language.ts';
import { wordsIn } from '../text/words.ts';

export interface AnswerLinkProps {
  readonly shop: string;
  readonly timeZone: string | undefined;
}

/** The button, and the link once it is made. */
export function AnswerLink({ shop, timeZone }: AnswerLinkProps): JSX.Element {
  const words = wordsIn(answerTexts);
  const made = useSignal<{ readonly url: string; readonly expires: number } | 'failed' | null>(null);
  const isCopied = useSignal(false);
  const make = async (): Promise<void> => {
    isCopied.value = false;
    made.value = (await newLink(shop)) ?? 'failed';
  };
  const copy = async (url: string): Promise<void> => {
    await navigator.clipboard.writeText(url);
    isCopied.value = true;
  };
  return (
    <div class="answer-link screen-only">
      <button type="button" class="quiet-button" onClick={() => void make()}>
        {words.make}
      </button>
      <div role="status">
        {made.value === 'failed' && <p class="note">{words.notMade}</p>}
        {made.value !== null && made.value !== 'failed' && (
          <Made
            url={made.value.url}
            until={dayAndTime(made.value.expires, timeZone, language.value)}
            copy={copy}
          />
        )}
        {isCopied.value && words.copied}
      </div>
    </div>
  );
}

interface MadeProps {
  readonly url: string;
  readonly until: string;
  copy(url: string): Promise<void>;
}

function Made({ url, until, copy }: MadeProps): JSX.Element {
  const words = wordsIn(answerTexts);
  return (
    <>
      <p>{words.made(until)}</p>
      <p class="made-link">
        <input
          readOnly
          value={url}
          aria-label={words.make}
          onFocus={(event) => event.currentTarget.select()}
        />
        {globalThis.isSecureContext && (
          <button type="button" class="quiet-button" onClick={() => void copy(url)}>
            {words.copy}
          </button>
        )}
      </p>
    </>
  );
}

async function newLink(shop: string): Promise<{ readonly url: string; readonly expires: number } | null> {
  const path = `api/workshops/${encodeURIComponent(shop)}/answer-link`;
  const given = await fetch(new URL(path, document.baseURI), { method: 'POST' }).catch(() => null);
  if (given?.ok !== true) return null;
  const { secret, expires } = (await given.json()) as { readonly secret: string; readonly expires: number };
  const url = new URL('?page=answer', document.baseURI);
  url.hash = secret;
  return { url: url.href, expires };
}
