import CodeEditor, { type CodeEditorProps } from '@cloudscape-design/components/code-editor';
import { useEffect, useState } from 'react';

type Props = Readonly<{
  label: string;
  value: string;
  /** Whether the field shows an error. */
  isInvalid: boolean;
  onChange: (value: string) => void;
  height?: number;
}>;

/** A JSON editor, which is loaded when the first one is shown. */
export function JsonEditor({ label, value, isInvalid, onChange, height = 220 }: Props) {
  const [ace, setAce] = useState<unknown>();
  const [failed, setFailed] = useState(false);
  const [size, setSize] = useState(height);
  const [preferences, setPreferences] = useState<CodeEditorProps.Preferences>();
  const { initial, revision, setTyped } = useTypedText(value);
  useEffect(() => {
    import('./ace.ts').then(
      ({ ace: loaded }) => setAce(loaded),
      () => setFailed(true),
    );
  }, []);
  return (
    <div className={isInvalid ? 'invalid-editor' : undefined}>
      <CodeEditor
        key={revision}
        ace={ace}
        language="json"
        value={initial}
        onDelayedChange={({ detail }) => {
          setTyped(detail.value);
          onChange(detail.value);
        }}
        loading={ace === undefined && !failed}
        preferences={preferences}
        onPreferencesChange={({ detail }) => setPreferences(detail)}
        themes={{ light: ['cloud_editor'], dark: ['cloud_editor_dark'] }}
        editorContentHeight={size}
        onEditorContentResize={({ detail }) => setSize(detail.height)}
        ariaLabel={label}
      />
    </div>
  );
}

/**
 * Distinguishes a value that the user has typed from one that the page has set. The code editor writes its `value` back
 * after each render, over what was typed meanwhile. So it gets the same value for as long as the user types, and a new
 * editor is shown for a value from the page.
 */
function useTypedText(value: string) {
  const [shown, setShown] = useState({ typed: value, initial: value, revision: 0 });
  if (value !== shown.typed) setShown({ typed: value, initial: value, revision: shown.revision + 1 });
  return { ...shown, setTyped: (typed: string) => setShown((present) => ({ ...present, typed })) };
}
