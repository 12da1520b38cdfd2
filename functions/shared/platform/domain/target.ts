/** The target of a delivery. */
export type Target = Readonly<{ kind: 'webhook' | 'rule'; id: string }>;

const rulePrefix = 'rule:';

/** How an event's record names its targets. */
export function targetName({ kind, id }: Target): string {
  return kind === 'rule' ? `${rulePrefix}${id}` : id;
}

export function readTargetName(name: string): Target {
  return name.startsWith(rulePrefix)
    ? { kind: 'rule', id: name.slice(rulePrefix.length) }
    : { kind: 'webhook', id: name };
}
