import type { Rule } from '../../../client/src/generated/schema.ts';

/** Describes the scope of a rule. */
export function scopeText(scope: Rule['scope']): string {
  if (scope === null) return 'All events of the type';
  switch (scope.type) {
    case 'own':
      return 'Own scorecards';
    case 'followed':
      return 'Followed scorecards';
    case 'portfolio':
      return `Portfolio ${scope.portfolioId}`;
  }
}
