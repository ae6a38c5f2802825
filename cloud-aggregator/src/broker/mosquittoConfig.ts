// Pure: the access rules and limits of the embedded broker as files for Mosquitto 2.0 or newer.
// Generated from accessRules.ts, so that the two can never say different things.
import { type AccessScope, publishFilters, readFilters } from './accessRules.ts';

/** What the files are made for. */
export type MosquittoSettings = AccessScope & {
  readonly port: number;
  /** With files of a private authority every box signs in by its certificate; without, by password. */
  readonly tls: {
    readonly caFile: string;
    readonly certFile: string;
    readonly keyFile: string;
    /** The list of revoked certificates, which has to be there. */
    readonly revokedFile?: string;
  } | null;
  readonly maxPacketBytes: number;
  /** Where it is to write its process id, so that it can be told of a new list. */
  readonly pidFile?: string | undefined;
  /** Where the access file and the password file will stand. */
  readonly folder: string;
};

/** The text of `mosquitto.conf` and of the access file it names. */
export function mosquittoFiles(settings: MosquittoSettings): { readonly conf: string; readonly acl: string } {
  return { conf: confText(settings), acl: aclText(settings) };
}

function confText({ port, tls, maxPacketBytes, pidFile, folder, consortium }: MosquittoSettings): string {
  const signIn =
    tls === null
      ? [
          '# One line per workshop and one for the host: mosquitto_passwd -b passwords NAME PASSWORD',
          `password_file ${folder}/passwords`,
        ]
      : [
          '# Boxes sign in by certificate: its common name is the user name. Only this authority may sign them.',
          `cafile ${tls.caFile}`,
          `certfile ${tls.certFile}`,
          `keyfile ${tls.keyFile}`,
          ...(tls.revokedFile === undefined ? [] : [`crlfile ${tls.revokedFile}`]),
          'tls_version tlsv1.2',
          'require_certificate true',
          'use_identity_as_username true',
        ];
  const lines = [
    `# Nakamawashi, consortium ${consortium}. Generated: change the aggregator's file and generate it again.`,
    `listener ${port}`,
    'allow_anonymous false',
    ...(pidFile === undefined ? [] : [`pid_file ${pidFile}`]),
    ...signIn,
    `acl_file ${folder}/acl`,
    '',
    '# Mosquitto drops silently at its queue limits, also what it has acknowledged. Receipts pace the boxes; these',
    '# limits hold what many boxes send at once after an outage.',
    'max_queued_messages 100000',
    'max_queued_bytes 268435456',
    'max_inflight_messages 1000',
    `message_size_limit ${maxPacketBytes}`,
    `max_packet_size ${maxPacketBytes + 1_024}`,
    'max_keepalive 300',
    'set_tcp_nodelay true',
    '',
    '# STATE is the only message that is kept; the host publishes it again at every connect.',
    'retain_available true',
    'persistence false',
    'log_type error',
    'log_type warning',
    'log_type notice',
  ];
  return `${lines.join('\n')}\n`;
}

function aclText(scope: AccessScope): string {
  const workshop = { role: 'workshop' as const, id: '%u' };
  const host = { role: 'host' as const, id: scope.host };
  const lines = [
    `# Who may say and read what (consortium ${scope.consortium}). Everything else is denied, Wills included.`,
    '# The patterns hold for every user, with the user name in place of %u: no workshop may be called like the host.',
    ...publishFilters(workshop, scope).map((filter) => `pattern write ${filter}`),
    ...readFilters(workshop, scope).map((filter) => `pattern read ${filter}`),
    '',
    `user ${scope.host}`,
    ...publishFilters(host, scope).map((filter) => `topic write ${filter}`),
    ...readFilters(host, scope).map((filter) => `topic read ${filter}`),
  ];
  return `${lines.join('\n')}\n`;
}
