// Sends a change to an address of the aggregator and gives what it says to it, in words that a page can show.

export interface ChangeRequest {
  readonly method: 'PUT' | 'POST' | 'DELETE';
  /** JSON, or a file as it is. */
  readonly body?: object | File;
  /** The version that was edited; 0 for what is new. */
  readonly version?: number;
}

export interface ChangeAnswer<T> {
  /** 0: nobody answered. */
  readonly status: number;
  /** What it said; null when that was no JSON. */
  readonly answer: T | null;
}

/** What an aggregator says when somebody was faster, or when a field is wrong. */
export interface Refused {
  readonly error?: string;
  readonly faults?: readonly {
    readonly field: string;
    readonly problem: string;
    readonly text?: { readonly ja: string; readonly en: string };
  }[];
  readonly newest?: { readonly person: string; readonly at: number };
  readonly neededBy?: readonly string[];
}

/** `path` is relative to the page, such as `api/directory`. */
export async function sendChange<T>(path: string, request: ChangeRequest): Promise<ChangeAnswer<T>> {
  const { method, body, version } = request;
  const url = new URL(path, document.baseURI);
  const headers: Record<string, string> = {};
  if (version !== undefined && version > 0) headers['if-match'] = `"${version}"`;
  if (version === 0) headers['if-none-match'] = '*';
  if (body !== undefined)
    headers['content-type'] = body instanceof File ? 'application/octet-stream' : 'application/json';
  const given = body === undefined ? {} : { body: body instanceof File ? body : JSON.stringify(body) };
  const answer = await fetch(url, { method, headers, ...given }).catch(() => null);
  if (answer === null) return { status: 0, answer: null };
  return { status: answer.status, answer: await answer.json().catch(() => null) };
}
