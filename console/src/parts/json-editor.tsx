import CodeEditor, { type CodeEditorProps } from '@cloudscape-design/components/code-editor';
import { useEffect, useState } from 'react';

type Props = Readonly<{
  label: string;
  value: string;
  onChange: (value: string) => void;
  height?: number;
}>;

/** A JSON editor, which is loaded when the first one is shown. */
export function JsonEditor({ label, value, onChange, height = 220 }: Props) {
  const [ace, setAce] = useState<unknown>();
  const [failed, setFailed] = useState(false);
  const [size, setSize] = useState(height);
  const [preferences, setPreferences] = useState<CodeEditorProps.Preferences>();
  useEffect(() => {
    import('./ace.ts').then(
      ({ ace: loaded }) => setAce(loaded),
      () => setFailed(true),
    );
  }, []);
  return (
    <CodeEditor
      ace={ace}
      language="json"
      value={value}
      onDelayedChange={({ detail }) => onChange(detail.value)}
      loading={ace === undefined && !failed}
      preferences={preferences}
      onPreferencesChange={({ detail }) => setPreferences(detail)}
      themes={{ light: ['cloud_editor'], dark: ['cloud_editor_dark'] }}
      editorContentHeight={size}
      onEditorContentResize={({ detail }) => setSize(detail.height)}
      ariaLabel={label}
    />
  );
}
