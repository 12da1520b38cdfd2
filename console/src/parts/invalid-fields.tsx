import Alert from '@cloudscape-design/components/alert';
import type { FieldErrors } from './field-errors.ts';
import { labelOf } from './field-labels.ts';

/** Lists the field errors of a form, beside its buttons. They are also shown at the fields. */
export function InvalidFields({ errors }: Readonly<{ errors: FieldErrors }>) {
  return (
    <Alert type="error" header="Some fields are invalid">
      <ul>
        {errors.map(({ path, message, label = labelOf(path) }) => (
          <li key={`${path} ${message}`} className="breakable">
            {label === '' ? message : `${label}: ${message}`}
          </li>
        ))}
      </ul>
    </Alert>
  );
}
