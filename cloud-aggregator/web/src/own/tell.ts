// Sends an owner's word; says whether it was taken.

/** A change at a path below `api/own/`. */
export async function tell(path: string, method: 'PUT' | 'POST' | 'DELETE', body?: object): Promise<boolean> {
  const url = new URL(`api/own/${path}`, document.baseURI);
  const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const answer = await fetch(url, { method, ...(body === undefined ? {} : json) }).catch(() => null);
  return answer?.ok === true;
}
