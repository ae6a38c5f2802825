// The certificates that a company holds, with what they cover and until when.
import type { JSX } from 'preact';
import type { Workshop } from '../../../src/directory/entryKinds.ts';
import { memberTexts } from '../text/memberTexts.ts';
import { wordsIn } from '../text/words.ts';
import { TextInput } from './Inputs.tsx';
import type { PartProps } from './MemberRecord.tsx';
import { PartList } from './PartList.tsx';

type Certificate = Workshop['certificates'][number];

/** The part of the form. */
export function CertificatesEditor({ draft, change }: PartProps): JSX.Element {
  const { record: words } = wordsIn(memberTexts);
  return (
    <PartList<Certificate>
      title={words.certificates}
      parts={draft.certificates}
      change={(certificates) => change({ certificates: [...certificates] })}
      added={{ name: '', expires: null }}
      addWord={words.addCertificate}
    >
      {(certificate, put, remove) => {
        const { scope: _, ...withoutScope } = certificate;
        return (
          <div class="form-line">
            <TextInput
              label={words.certificate}
              value={certificate.name}
              change={(name) => put({ ...certificate, name })}
              isNeeded
            />
            <TextInput
              label={words.scope}
              value={certificate.scope ?? ''}
              change={(scope) => put(scope === '' ? withoutScope : { ...certificate, scope })}
            />
            <TextInput
              label={words.expires}
              type="date"
              value={certificate.expires ?? ''}
              change={(expires) => put({ ...certificate, expires: expires || null })}
            />
            {remove(certificate.name)}
          </div>
        );
      }}
    </PartList>
  );
}
