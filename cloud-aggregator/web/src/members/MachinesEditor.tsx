// The machines of a workshop: names, class, processes with their strength. What is shared is the owner's to say, and
// sizes and tolerances are edited in the file; both are shown.
import type { JSX } from 'preact';
import type { DirectoryMachine } from '../../../src/directory/capabilities.ts';
import { knownProcesses, processName } from '../../../src/search/processNames.ts';
import { named } from '../text/language.ts';
import { memberTexts } from '../text/memberTexts.ts';
import { wordsIn } from '../text/words.ts';
import { fieldValue } from './fieldText.ts';
import { Choice, TextInput } from './Inputs.tsx';
import type { PartProps } from './MemberRecord.tsx';

type Process = DirectoryMachine['processes'][number];

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
  const { machines } = draft;
  return (
    <fieldset class="form-part">
      <legend>{words.machines}</legend>
      {machines.map((machine, at) => (
        <Machine
          key={at}
          machine={machine}
          isNew={!known.has(machine.id)}
          put={(next) => change({ machines: machines.map((each, index) => (index === at ? next : each)) })}
          remove={() => change({ machines: machines.filter((_, index) => index !== at) })}
        />
      ))}
      <button
        type="button"
        class="quiet-button"
        onClick={() => change({ machines: [...machines, newMachine] })}
      >
        {words.addMachine}
      </button>
      <p class="quiet">{words.attributesHint}</p>
    </fieldset>
  );
}

interface MachineProps {
  readonly machine: DirectoryMachine;
  readonly isNew: boolean;
  readonly put: (next: DirectoryMachine) => void;
  readonly remove: () => void;
}

function Machine({ machine, isNew, put, remove }: MachineProps): JSX.Element {
  const { record: words, history } = wordsIn(memberTexts);
  const { name, attributes, sharing } = machine;
  const kind = machine.class ?? { ja: '', en: '' };
  const withClass = (next: { readonly ja: string; readonly en: string }): void =>
    put({ ...machine, class: next.ja === '' && next.en === '' ? null : next });
  const title = named(name) === '' ? words.newMachine : named(name);
  const said = Object.entries(attributes).map(
    ([key, value]) => `${key} ${fieldValue(value, 'ja', history.nothing)}`,
  );
  return (
    <details class="machine-part" open={isNew}>
      <summary>
        {title} <span class="quiet">{machine.id}</span>
      </summary>
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
      <Processes processes={machine.processes} put={(processes) => put({ ...machine, processes })} />
      {said.length > 0 && (
        <p class="quiet">
          {words.attributes}：{said.join('、')}
        </p>
      )}
      <p class="quiet">
        {words.sharing(
          words.level[sharing.desk],
          words.level[sharing.circle],
          words.level[sharing.consortium],
        )}
      </p>
      <button type="button" class="quiet-button" aria-label={words.removeOf(title)} onClick={remove}>
        {words.remove}
      </button>
    </details>
  );
}

interface ProcessesProps {
  readonly processes: readonly Process[];
  readonly put: (next: Process[]) => void;
}

function Processes({ processes, put }: ProcessesProps): JSX.Element {
  const { record: words } = wordsIn(memberTexts);
  const change = (at: number, next: Process): void =>
    put(processes.map((each, index) => (index === at ? next : each)));
  return (
    <>
      {processes.map((process, at) => {
        const codes = new Set([...knownProcesses, process.code]);
        return (
          <div key={at} class="form-line">
            <Choice
              label={words.process}
              value={process.code}
              choices={[...codes].map((code) => [code, `${named(processName(code))} (${code})`] as const)}
              change={(code) => change(at, { ...process, code })}
            />
            <Choice
              label={words.strength}
              value={process.strength}
              choices={Object.entries(words.strengths)}
              change={(strength) => change(at, { ...process, strength: strength as Process['strength'] })}
            />
            <button
              type="button"
              class="quiet-button"
              aria-label={words.removeOf(named(processName(process.code)))}
              onClick={() => put(processes.filter((_, index) => index !== at))}
            >
              {words.remove}
            </button>
          </div>
        );
      })}
      <button
        type="button"
        class="quiet-button"
        onClick={() => put([...processes, { code: knownProcesses[0] ?? 'TURN', strength: 'core' }])}
      >
        {words.addProcess}
      </button>
    </>
  );
}
