/** Whom a delivery is for. */
export type Target = Readonly<{ kind: 'webhook' | 'rule'; id: string }>;

const rulePrefix = 'rule:';

/** How an event's record names those it went to. */
export function targetName({ kind, id }: Target): string {
  return kind === 'rule' ? `${rulePrefix}${id}` : id;
}

export function readTargetName(name: string): Target {
  return name.startsWith(rulePrefix)
    ? { kind: 'rule', id: name.slice(rulePrefix.length) }
    : { kind: 'webhook', id: name };
}
