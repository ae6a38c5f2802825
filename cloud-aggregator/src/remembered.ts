// Pure: a function that keeps its answers, since a ward asks for the same few again and again. Promise: it answers
// as the function itself, and never keeps more than `most`; when they would be more, all are forgotten.

/** The function with its answers kept. */
export function remembered<Key extends string | number, Answer>(
  make: (key: Key) => Answer,
  most: number,
): (key: Key) => Answer {
  const known = new Map<Key, { readonly answer: Answer }>();
  return (key) => {
    const kept = known.get(key);
    if (kept !== undefined) return kept.answer;
    const answer = make(key);
    if (known.size >= most) known.clear();
    known.set(key, { answer });
    return answer;
  };
}
