// Pure: the account of a machine whose edge node keeps none: the same model and the same slots as in a workshop's
// box, counted here. Promise: whatever is not told, or told while the node is away, is unknown.
import {
  accountInterval,
  advance,
  type LiveState,
  liveState,
  loseContact,
  type MachineId,
  type MachineModel,
  type ModelStep,
  type OpenSlot,
  observe,
  openSlotAt,
  type Profile,
  type Reading,
  type Slot,
  slotLengthMs,
  startModel,
  type TimestampMs,
} from '@nakamawashi/machine-model';

export interface CloudAccount {
  readonly profile: Profile;
  readonly model: MachineModel;
  readonly open: OpenSlot;
}

export interface AccountStep {
  readonly account: CloudAccount;
  /** Slots that became complete, oldest first. */
  readonly closed: readonly Slot[];
}

/** The account from `at` on; the part of the slot before it is unknown. */
export function beginAccount(id: MachineId, profile: Profile, at: TimestampMs): CloudAccount {
  return { profile, model: startModel(profile, at), open: openSlotAt(id, at, slotLengthMs) };
}

/** Goes on by other rules: what the old ones had settled stays, what they had not is unknown. */
export function withProfile(account: CloudAccount, profile: Profile, at: TimestampMs): CloudAccount {
  return { ...account, profile, model: startModel(profile, Math.max(at, account.model.now)) };
}

/** The node is there, and said this. */
export function hear(account: CloudAccount, readings: readonly Reading[], at: TimestampMs): AccountStep {
  return taken(account, observe(account.model, readings, at));
}

/** Time passes without the node. */
export function wait(account: CloudAccount, at: TimestampMs): AccountStep {
  return taken(account, advance(account.model, at));
}

/** The node or a device that is needed is gone. */
export function lose(account: CloudAccount, at: TimestampMs): AccountStep {
  return taken(account, loseContact(account.model, at));
}

export function stateOf({ model }: CloudAccount): LiveState {
  return liveState(model);
}

function taken(account: CloudAccount, { model, settled }: ModelStep): AccountStep {
  let { open } = account;
  const closed: Slot[] = [];
  for (const interval of settled) {
    const step = accountInterval(open, interval);
    open = step.open;
    closed.push(...step.closed);
  }
  return { account: { ...account, model, open }, closed };
}
