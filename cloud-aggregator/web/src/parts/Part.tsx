// A part of the pages with its name, and its states below.
import type { ComponentChildren, JSX } from 'preact';

interface PartProps {
  readonly title: string;
  readonly children: ComponentChildren;
}

/** The section. */
export function Part({ title, children }: PartProps): JSX.Element {
  return (
    <section>
      <h2>{title}</h2>
      {children}
    </section>
  );
}
