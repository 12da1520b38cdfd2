import ExpandableSection from '@cloudscape-design/components/expandable-section';
import { type ReactNode, useState } from 'react';

type Props = Readonly<{
  headerText: string;
  isEmpty: boolean;
  /** Whether one of its fields shows an error. */
  isInvalid: boolean;
  children: ReactNode;
}>;

/** A section of a form that is closed at first if its fields are empty. It is open while one of them is invalid. */
export function OptionalSection({ headerText, isEmpty, isInvalid, children }: Props) {
  const [isOpen, setOpen] = useState(!isEmpty);
  if (isInvalid && !isOpen) setOpen(true);
  return (
    <ExpandableSection headerText={headerText} expanded={isOpen} onChange={({ detail }) => setOpen(detail.expanded)}>
      {children}
    </ExpandableSection>
  );
}
