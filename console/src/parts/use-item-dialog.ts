import { useState } from 'react';
import { showSuccess } from '../layout/notices.ts';

/** The dialog that is open above a list. */
type ItemDialog<Item> =
  | Readonly<{ kind: 'create' }>
  | Readonly<{ kind: 'edit'; item: Item }>
  | Readonly<{ kind: 'delete'; item: Item }>;

/** Opens and closes the dialogs that create, edit and delete the items of a list. */
export function useItemDialog<Item>(refresh: () => unknown) {
  const [dialog, setDialog] = useState<ItemDialog<Item>>();
  const dismiss = () => setDialog(undefined);
  return {
    dialog,
    create: () => setDialog({ kind: 'create' }),
    edit: (item: Item) => setDialog({ kind: 'edit', item }),
    remove: (item: Item) => setDialog({ kind: 'delete', item }),
    dismiss,
    done: (notice: string) => {
      dismiss();
      showSuccess(notice);
      refresh();
    },
  };
}
