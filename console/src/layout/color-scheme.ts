import { applyMode, Mode } from '@cloudscape-design/global-styles';

/** Dark or light as the system is, now and when it changes. */
export function followColorScheme(): void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const apply = () => applyMode(dark.matches ? Mode.Dark : Mode.Light);
  dark.addEventListener('change', apply);
  apply();
}
