import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useMutation } from '@tanstack/react-query';
import { Failure } from './failure.tsx';
import { labelOf } from './field-labels.ts';

/** A resource as its form sends it. */
type Draft = Readonly<Record<string, unknown>>;

type Props = Readonly<{
  /** The kind of the resource, such as `webhook`. */
  what: string;
  before: Draft;
  mine: Draft;
  theirs: Draft;
  /** Which fields cannot be compared. */
  note?: string;
  onKeepMine: () => Promise<unknown>;
  onTakeTheirs: () => void;
  onDismiss: () => void;
}>;

/** Compares another user's changes with the entries of the form. */
export function ConflictDialog({ what, before, mine, theirs, note, onKeepMine, onTakeTheirs, onDismiss }: Props) {
  const keep = useMutation({ mutationFn: onKeepMine });
  const dismiss = () => {
    if (!keep.isPending) onDismiss();
  };
  return (
    <Modal
      visible
      size="max"
      header={`Someone else has changed this ${what}`}
      onDismiss={dismiss}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" disabled={keep.isPending} onClick={dismiss}>
              Back to the form
            </Button>
            <Button disabled={keep.isPending} onClick={onTakeTheirs}>
              Discard mine, show theirs
            </Button>
            <Button variant="primary" loading={keep.isPending} onClick={() => keep.mutate()}>
              Save mine over theirs
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <Box>Nothing was saved. These fields differ. {note}</Box>
        <Table
          variant="embedded"
          wrapLines
          items={differences({ before, mine, theirs })}
          trackBy="field"
          columnDefinitions={[
            { id: 'field', header: 'Field', cell: ({ field }) => labelOf(field), isRowHeader: true },
            { id: 'before', header: 'Before', cell: ({ before: value }) => <Value value={value} /> },
            { id: 'mine', header: 'Yours', cell: ({ mine: value }) => <Value value={value} /> },
            { id: 'theirs', header: 'Theirs', cell: ({ theirs: value }) => <Value value={value} /> },
          ]}
          ariaLabels={{ tableLabel: 'Fields that differ' }}
        />
        {keep.error !== null && <Failure error={keep.error} />}
      </SpaceBetween>
    </Modal>
  );
}

function Value({ value }: Readonly<{ value: string }>) {
  return <span className="breakable">{value}</span>;
}

type Drafts = Readonly<Pick<Props, 'before' | 'mine' | 'theirs'>>;

function differences({ before, mine, theirs }: Drafts) {
  const [one, two, three] = [entries(before), entries(mine), entries(theirs)];
  const fields = [...new Set([...one.keys(), ...two.keys(), ...three.keys()])];
  return fields
    .map((field) => ({
      field,
      before: one.get(field) ?? '–',
      mine: two.get(field) ?? '–',
      theirs: three.get(field) ?? '–',
    }))
    .filter((row) => row.mine !== row.theirs);
}

function entries(draft: Draft): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(draft).map(([field, value]) => [field, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}
