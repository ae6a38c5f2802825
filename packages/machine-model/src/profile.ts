// Pure: a profile says which data items a type of machine has and how they make a state (architecture 2).
// Promise: whatever passes these checks can be run; every fault is named with its path in the file.
import { z } from 'zod';
import type { Evidence, MachineState } from './machineState.ts';
import { evidenceClasses, machineStates } from './machineState.ts';
import { faultsAcross } from './profileChecks.ts';

/** A text in both languages of the product. */
export interface BothLanguages {
  readonly ja: string;
  readonly en: string;
}

/** A level of an analogue signal: entered from `from` up, left below `from - hysteresis`; the lowest has no `from`. */
export interface Level {
  readonly name: string;
  readonly from?: number | undefined;
  readonly hysteresis: number;
}

/** How the raw values of an item become something a condition can ask for. */
export type Signal =
  | { readonly kind: 'value' }
  | { readonly kind: 'lamp'; readonly withinMs: number }
  | {
      readonly kind: 'level';
      readonly levels: readonly Level[];
      readonly valid?: { readonly min: number; readonly max: number } | undefined;
    }
  | {
      readonly kind: 'pulse';
      readonly cycleMs: number;
      readonly factor: number;
      readonly maxPerMinute: number;
      readonly modulus?: number | undefined;
    };

/** What a condition compares with. */
export type Literal = string | number | boolean;

/** One of these values, none of them, or a number within limits. */
export type Condition =
  | Literal
  | readonly Literal[]
  | { readonly not: Literal | readonly Literal[] }
  | { readonly atLeast?: number | undefined; readonly below?: number | undefined };

/** Conditions that must all hold, by item. */
export type When = Readonly<Record<string, Condition>>;

/** One data item; `address` is the protocol's own record, and an absent `optional` item makes its conditions false. */
export interface DataItem {
  readonly id: string;
  readonly address: unknown;
  readonly optional: boolean;
  readonly signal: Signal;
}

/**
 * The machine is in `state` when all of `when` holds and nothing of `unless` does; `inferred` when that is a conclusion
 * and no statement.
 */
export interface StateRule {
  readonly state: MachineState;
  readonly when: When;
  readonly unless: When;
  readonly inferred: boolean;
}

/** One type of machine: its items, its states, and how patient to be with it (all times in milliseconds). */
export interface Profile {
  readonly id: string;
  readonly title: BothLanguages;
  readonly protocol: string;
  readonly evidence: Evidence;
  readonly namespaces: Readonly<Record<string, string>>;
  readonly staleAfterMs: number;
  readonly lateMs: number;
  readonly minimumMs: Readonly<Partial<Record<MachineState, number>>>;
  readonly forgottenSetup: { readonly afterMs: number; readonly unless: When };
  readonly items: readonly DataItem[];
  readonly states: readonly StateRule[];
}

const duration = z.int().min(0).max(86_400_000);
const bothLanguages = z.strictObject({ ja: z.string().min(1), en: z.string().min(1) });
const literal = z.union([z.string(), z.number(), z.boolean()]);
const literals = z.union([literal, z.array(literal).min(1)]);
const condition = z.union([
  literals,
  z.strictObject({ not: literals }),
  z
    .strictObject({ atLeast: z.number().optional(), below: z.number().optional() })
    .refine(
      (limits) => limits.atLeast !== undefined || limits.below !== undefined,
      'needs atLeast, below or both',
    ),
]);
const when = z.record(z.string(), condition);

const level = z.strictObject({
  name: z.string().min(1),
  from: z.number().optional(),
  hysteresis: z.number().min(0).default(0),
});

const signal = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('value') }),
  z.strictObject({ kind: z.literal('lamp'), withinMs: z.int().min(100).max(60_000).default(3_000) }),
  z.strictObject({
    kind: z.literal('level'),
    levels: z.array(level).min(2),
    valid: z.strictObject({ min: z.number(), max: z.number() }).optional(),
  }),
  z.strictObject({
    kind: z.literal('pulse'),
    cycleMs: z.int().min(1).max(86_400_000),
    factor: z.number().min(1).max(100).default(2),
    maxPerMinute: z.number().positive(),
    modulus: z.int().min(2).optional(),
  }),
]);

const knownStates = machineStates.filter((state) => state !== 'unknown');

/** The checks for a profile; `address` checks each item's address and belongs to the protocol's driver. */
export function profileSchema(address: z.ZodType): z.ZodType<Profile> {
  const item = z.strictObject({
    id: z.string().regex(/^[a-z][A-Za-z0-9_]*$/, 'must be a name such as "mode" or "redLamp"'),
    address,
    optional: z.boolean().default(false),
    signal: signal.default({ kind: 'value' }),
  });
  const rule = z.strictObject({
    state: z.enum(machineStates),
    when: when.refine((conditions) => Object.keys(conditions).length > 0, 'needs at least one condition'),
    unless: when.default({}),
    inferred: z.boolean().default(false),
  });
  const shape = z.strictObject({
    id: z.string().regex(/^[a-z0-9-]+$/, 'must consist of lower-case letters, digits and hyphens'),
    title: bothLanguages,
    protocol: z.string().min(1),
    evidence: z.enum(evidenceClasses),
    namespaces: z.record(z.string(), z.string()).default({}),
    staleAfterMs: z.int().min(1).max(86_400_000),
    lateMs: duration.default(1_000),
    minimumMs: z.partialRecord(z.enum(knownStates), duration).default({}),
    forgottenSetup: z
      .strictObject({ afterMs: duration.min(1).default(7_200_000), unless: when.default({}) })
      .default({ afterMs: 7_200_000, unless: {} }),
    items: z.array(item).min(1),
    states: z.array(rule).min(1),
  });
  // Also with faults elsewhere: a person who mends a profile wants to see all of them at once.
  return shape.superRefine(
    (profile, context) => {
      for (const { path, message } of faultsAcross(profile)) {
        context.addIssue({ code: 'custom', path: [...path], message });
      }
    },
    { when: () => true },
  );
}

/** The JSON schema of the same checks, for editors. */
export function profileJsonSchema(address: z.ZodType): Record<string, unknown> {
  return z.toJSONSchema(profileSchema(address), { io: 'input' });
}
