// What the command line of the edge agent takes, as it is shown to whoever asks or mistypes.

/** All commands. */
export const usage = `npm run edge -- [command]

  --config FILE            run until Ctrl-C
  join URL CODE [--config FILE]
                           enrol this box with a code from the office; FILE is edge-agent.yaml unless named
  check FILE               read the configuration and everything it points to, list every fault
  probe FILE [MACHINE] [--profile PROFILE]
                           read each item once from the real machine: value, quality, derived state; through another
                           profile than the file says, a name of ours or a path
  browse URL [FILE]        what an OPC UA server offers: machines, profiles that fit, nodes; with the box's own key and
                           the users of FILE, without it unprotected
  browse URL [UNIT-UNIT]   which units answer on a Modbus line: modbus://HOST[:PORT], modbus+rtu://HOST:PORT for a line
                           behind a serial server, serial:PATH[@BAUD]
  trust FILE list          the certificates of OPC UA servers: trusted, and rejected until somebody accepts them
  trust FILE accept|revoke FINGERPRINT
                           begin or end to trust a server whose fingerprint you compared with the control's own
  trust FILE issuer CERTIFICATE
                           trust every server that this authority certified; needs its revocation list too
  trust FILE crl LIST      take an authority's revocation list: again whenever it has a new one
  files FILE               what the agent reads (reads PATH) and the folder that it writes (writes PATH)
  preview FILE             exactly what would leave the box, per machine
  teach FILE MACHINE [--range TABLE:FROM-THROUGH]... [--late SECONDS] [--out PROFILE]
                           say at the machine when it starts and stops, and have the rule proposed and written
  support FILE [--out TEXT]
                           what somebody needs who helps on the telephone: settings, health, log; no secret is in it
  --help                   this page

Exit codes: 0 fine, 1 failed while running, 2 configuration or usage.
`;

/** The command line was not understood; the message says what would be right. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
