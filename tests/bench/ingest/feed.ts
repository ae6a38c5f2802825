// The live feed as a reader sees it: how old each live change is when its row comes.

interface Row {
  readonly id: string;
  readonly state: string;
  readonly since: number | null;
}

/** Collects the ages in milliseconds: a row that begins later than the last one of its machine is new. */
export async function watchFeed(
  board: string,
): Promise<{ readonly agesMs: readonly number[]; stop(): void }> {
  const agesMs: number[] = [];
  const newest = new Map<string, number>();
  const stop = new AbortController();
  const { body } = await fetch(`${board}/api/live`, { signal: stop.signal });
  if (body === null) throw new Error('the live feed has no body');
  const startedAt = Date.now();
  const note = ({ id, state, since }: Row): void => {
    if (since === null || state === 'unknown' || since < startedAt || (newest.get(id) ?? 0) >= since) return;
    newest.set(id, since);
    agesMs.push(Date.now() - since);
  };
  const follow = async (): Promise<void> => {
    let text = '';
    for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
      const events = (text + chunk).split('\n\n');
      text = events.pop() ?? '';
      for (const event of events) {
        if (event.startsWith('event: row\n')) note(JSON.parse(event.slice(event.indexOf('{'))) as Row);
      }
    }
  };
  follow().catch(() => undefined);
  return { agesMs, stop: () => stop.abort() };
}
