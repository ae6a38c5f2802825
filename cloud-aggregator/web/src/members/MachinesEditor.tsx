// The machines of a workshop: names, class, processes with their strength, what they can do. What is shared is the
// owner's to say, and only shown.
import type { JSX } from 'preact';
import type { DirectoryMachine } from '../../../src/directory/capabilities.ts';
import { knownProcesses, processName } from '../../../src/search/processNames.ts';
import { named } from '../text/language.ts';
import { memberTexts } from '../text/memberTexts.ts';
import { wordsIn } from '../text/words.ts';
import { AttributesEditor } from './AttributesEditor.tsx';
import { Choice, TextInput } from './Inputs.tsx';
import type { PartProps } from './MemberRecord.tsx';
import { PartList } from './PartList.tsx';

type Process = DirectoryMachine['processes'][number];

const newProcess: Process = { code: knownProcesses[0] ?? 'TURN', strength: 'core' };

const newMachine: DirectoryMachine = {
  id: '',
  name: { ja: '', en: '' },
  class: null,
  processes: [],
  attributes: {},
  sharing: { desk: 'mark', circle: 'mark', consortium: 'none' },
};

/** The part of the form; `known`: the ids of the machines that are written down, which stay as they are. */
export function MachinesEditor({
  draft,
  change,
  known,
}: PartProps & { readonly known: ReadonlySet<string> }): JSX.Element {
  const { record: words } = wordsIn(memberTexts);
  return (
    <PartList
      title={words.machines}
      parts={draft.machines}
      change={(machines) => change({ machines: [...machines] })}
      added={newMachine}
      addWord={words.addMachine}
    >
      {(machine: DirectoryMachine, put, remove) => (
        <Machine machine={machine} isNew={!known.has(machine.id)} put={put}>
          {remove(titleOf(machine, words.newMachine))}
        </Machine>
      )}
    </PartList>
  );
}

function titleOf({ name }: DirectoryMachine, nameless: string): string {
  return named(name) === '' ? nameless : named(name);
}

interface MachineProps {
  readonly machine: DirectoryMachine;
  readonly isNew: boolean;
  readonly put: (next: DirectoryMachine) => void;
  /** The button that takes the machine out. */
  readonly children: JSX.Element;
}

function Machine({ machine, isNew, put, children }: MachineProps): JSX.Element {
  const { record: words } = wordsIn(memberTexts);
  const { desk, circle, consortium } = machine.sharing;
  return (
    <details
      class="machine-part"
      open={isNew}
      // A browser cannot point to a field that is folded away.
      onInvalidCapture={(event) => {
        event.currentTarget.open = true;
      }}
    >
      <summary>
        {titleOf(machine, words.newMachine)} <span class="quiet">{machine.id}</span>
      </summary>
      <Names machine={machine} isNew={isNew} put={put} />
      <Processes processes={machine.processes} put={(processes) => put({ ...machine, processes })} />
      <AttributesEditor
        of="machine"
        attributes={machine.attributes}
        put={(attributes) => put({ ...machine, attributes })}
      />
      <p class="quiet">{words.sharing(words.level[desk], words.level[circle], words.level[consortium])}</p>
      {children}
    </details>
  );
}

function Names({ machine, isNew, put }: Omit<MachineProps, 'children'>): JSX.Element {
  const { record: words } = wordsIn(memberTexts);
  const { name } = machine;
  const kind = machine.class ?? { ja: '', en: '' };
  const withClass = (next: { readonly ja: string; readonly en: string }): void =>
    put({ ...machine, class: next.ja === '' && next.en === '' ? null : next });
  return (
    <div class="form-line">
      {isNew && (
        <TextInput
          label={words.machineId}
          value={machine.id}
          change={(id) => put({ ...machine, id })}
          isNeeded
        />
      )}
      <TextInput
        label={words.machineNameJa}
        value={name.ja}
        change={(ja) => put({ ...machine, name: { ...name, ja } })}
        isNeeded
      />
      <TextInput
        label={words.machineNameEn}
        value={name.en}
        change={(en) => put({ ...machine, name: { ...name, en } })}
        isNeeded
      />
      <TextInput label={words.classJa} value={kind.ja} change={(ja) => withClass({ ...kind, ja })} />
      <TextInput label={words.classEn} value={kind.en} change={(en) => withClass({ ...kind, en })} />
    </div>
  );
}

interface ProcessesProps {
  readonly processes: readonly Process[];
  readonly put: (next: Process[]) => void;
}

function Processes({ processes, put }: ProcessesProps): JSX.Element {
  const { record: words } = wordsIn(memberTexts);
  return (
    <PartList<Process>
      title={words.processes}
      parts={processes}
      change={(next) => put([...next])}
      added={newProcess}
      addWord={words.addProcess}
    >
      {(process, change, remove) => {
        const codes = new Set([...knownProcesses, process.code]);
        return (
          <div class="form-line">
            <Choice
              label={words.process}
              value={process.code}
              choices={[...codes].map((code) => [code, `${named(processName(code))} (${code})`] as const)}
              change={(code) => change({ ...process, code })}
            />
            <Choice
              label={words.strength}
              value={process.strength}
              choices={Object.entries(words.strengths)}
              change={(strength) => change({ ...process, strength: strength as Process['strength'] })}
            />
            {remove(named(processName(process.code)))}
          </div>
        );
      }}
    </PartList>
  );
}
