// Pure: which security is asked for, of what a server offers (OPC 10000-7; standards F.3). Promise: never less than the
// configuration says, and never a policy that is broken (Basic128Rsa15, Basic256).
import type { OpcuaEndpoint } from './address.ts';

/** The policies that hold today, the strongest first. */
const policies = ['Aes256_Sha256_RsaPss', 'Aes128_Sha256_RsaOaep', 'Basic256Sha256'] as const;
type Policy = (typeof policies)[number];

/** One way in: `Sign` or `SignAndEncrypt`, and the end of the policy's URI. */
export interface WayIn {
  readonly mode: string;
  readonly policy: string;
}

const modes: Readonly<Record<OpcuaEndpoint['security'], string>> = {
  none: 'None',
  sign: 'Sign',
  'sign-and-encrypt': 'SignAndEncrypt',
};

/** The strongest policy that is offered for what the configuration wants, or null when there is none. */
export function strongest(offered: readonly WayIn[], wanted: OpcuaEndpoint['security']): Policy | null {
  const mode = modes[wanted];
  return policies.find((policy) => offered.some((way) => way.mode === mode && way.policy === policy)) ?? null;
}
