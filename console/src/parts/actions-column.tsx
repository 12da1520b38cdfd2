import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { TableProps } from '@cloudscape-design/components/table';

type Props<Item> = Readonly<{
  nameOf: (item: Item) => string;
  onEdit: (item: Item) => void;
  onDelete: (item: Item) => void;
}>;

/** A table column with the actions Edit and Delete. */
export function actionsColumn<Item>({ nameOf, onEdit, onDelete }: Props<Item>): TableProps.ColumnDefinition<Item> {
  return {
    id: 'actions',
    header: 'Actions',
    cell: (item) => (
      <SpaceBetween direction="horizontal" size="xs">
        <Button variant="inline-link" ariaLabel={`Edit ${nameOf(item)}`} onClick={() => onEdit(item)}>
          Edit
        </Button>
        <Button variant="inline-link" ariaLabel={`Delete ${nameOf(item)}`} onClick={() => onDelete(item)}>
          Delete
        </Button>
      </SpaceBetween>
    ),
  };
}
