// Pure: who may publish, read and leave which Will, exactly as in wire.md "Access" and Sparkplug 3.0 chapter 7.
// One rule for the embedded broker and for the files generated for Mosquitto. Default: nothing is allowed.

/** Whoever has signed in: a workshop by its id, or the host of the consortium. */
export interface Account {
  readonly role: 'workshop' | 'host';
  readonly id: string;
}

/** The names the rules are about. */
export interface AccessScope {
  readonly consortium: string;
  readonly host: string;
}

const nodeReports = ['NBIRTH', 'NDATA', 'NDEATH'];
const deviceReports = ['DBIRTH', 'DDATA', 'DDEATH'];

/** Patterns of topics (MQTT filters) that the account may publish; a Will is a publish like any other. */
export function publishFilters({ role, id }: Account, { consortium, host }: AccessScope): readonly string[] {
  const group = `spBv1.0/${consortium}`;
  if (role === 'host') return [`${group}/NCMD/+`, `${group}/DCMD/+/+`, `spBv1.0/STATE/${host}`];
  return [
    ...nodeReports.map((type) => `${group}/${type}/${id}`),
    ...deviceReports.map((type) => `${group}/${type}/${id}/+`),
  ];
}

/** Patterns of topics that the account may read. */
export function readFilters({ role, id }: Account, { consortium, host }: AccessScope): readonly string[] {
  const group = `spBv1.0/${consortium}`;
  const state = `spBv1.0/STATE/${host}`;
  if (role === 'host') return [`${group}/#`, state];
  return [`${group}/NCMD/${id}`, `${group}/DCMD/${id}/+`, state];
}

/** Whether the account may publish, or leave as its Will, a message under `topic`. */
export function mayPublish(account: Account, scope: AccessScope, topic: string): boolean {
  if (topic.includes('+') || topic.includes('#')) return false;
  return publishFilters(account, scope).some((filter) => covers(filter, topic));
}

/** Only the host's STATE may be kept by the broker: a kept birth would be taken for a living one. */
export function mayRetain(account: Account, scope: AccessScope, topic: string): boolean {
  return account.role === 'host' && topic === `spBv1.0/STATE/${scope.host}`;
}

/** Whether every topic that `filter` matches is one the account may read. */
export function maySubscribe(account: Account, scope: AccessScope, filter: string): boolean {
  return readFilters(account, scope).some((allowed) => covers(allowed, filter));
}

/** Whether `allowed` matches everything that `wanted`, a topic or a filter, matches. */
function covers(allowed: string, wanted: string): boolean {
  const rule = allowed.split('/');
  const levels = wanted.split('/');
  for (const [index, level] of rule.entries()) {
    if (level === '#') return true;
    const asked = levels[index];
    if (asked === undefined || asked === '#') return false;
    if (level !== '+' && asked !== level) return false;
  }
  return levels.length === rule.length;
}
