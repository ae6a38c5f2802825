// Lines of JSON as they come over the line, one after the other, with a pause wherever reading them has taken long: a
// finger that touches the page meanwhile is answered.

/** Reading goes on for so long between two pauses. */
const stepMs = 8;

/** The lines of an answer; throws when the last one is broken off. */
export async function* linesOf(body: NonNullable<Response['body']>): AsyncGenerator<unknown, void> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  let begunMs = performance.now();
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      const lines = (rest + value).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        yield JSON.parse(line);
        if (performance.now() - begunMs < stepMs) continue;
        await new Promise((goOn) => setTimeout(goOn));
        begunMs = performance.now();
      }
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
  if (rest !== '') throw new Error('the answer was broken off');
}
