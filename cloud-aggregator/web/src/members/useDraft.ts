// An entry of the directory that is being edited: as it was read, as it is now, and saved against the version that was
// read, so that who comes second is told and loses nothing of the other.
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { EditedKind } from '../../../src/directory/entryFaults.ts';
import { type Refused, sendChange } from '../live/sendChange.ts';
import { useUnsaved } from '../page/unsaved.ts';

/** An entry as it was read; version 0 is one that is not written down yet. */
export interface ReadEntry<T> {
  readonly version: number;
  readonly entry: T;
}

/** Why a change was not taken. */
export interface Refusal {
  /** 0: nobody answered. */
  readonly status: number;
  readonly answer: Refused | null;
}

export interface Draft<T> {
  readonly value: T;
  readonly isEdited: boolean;
  readonly isSaved: boolean;
  readonly refused: Refusal | null;
  change(next: Partial<T>): void;
  dismiss(): void;
  /** Whether it was taken. */
  save(): Promise<boolean>;
}

/** The draft; what is read anew takes its place. */
export function useDraft<T extends { readonly id: string }>(kind: EditedKind, read: ReadEntry<T>): Draft<T> {
  const draft = useSignal(read.entry);
  const refused = useSignal<Refusal | null>(null);
  const isSaved = useSignal(false);
  const isEdited = !isSaved.value && JSON.stringify(draft.value) !== JSON.stringify(read.entry);
  useUnsaved(isEdited);
  const begin = (): void => {
    draft.value = read.entry;
    refused.value = null;
  };
  /** What was saved, until it is read again. */
  const sent = useRef<T | null>(null);
  useEffect(() => {
    // Whoever typed on while it was saved keeps that: it goes on from what was saved.
    if (sent.current === null || sent.current === draft.value) begin();
    sent.current = null;
  }, [read]);
  return {
    value: draft.value,
    isEdited,
    isSaved: isSaved.value,
    refused: refused.value,
    change: (next) => {
      draft.value = { ...draft.value, ...next };
      refused.value = null;
      isSaved.value = false;
    },
    dismiss: begin,
    save: async () => {
      const body = draft.value;
      const path = `api/directory/${kind}/${encodeURIComponent(body.id)}`;
      const answer = await sendChange<Refused>(path, { method: 'PUT', body, version: read.version });
      const isTaken = answer.status === 200;
      refused.value = isTaken ? null : answer;
      isSaved.value = isTaken && draft.value === body;
      if (isTaken) sent.current = body;
      return isTaken;
    },
  };
}
