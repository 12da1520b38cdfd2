import type { HealthMessage, HealthMessages } from '../../../functions/shared/lanes/application/ports.ts';

export class InMemoryHealthMessages implements HealthMessages {
  readonly published: HealthMessage[] = [];

  async publish(messages: readonly HealthMessage[]): Promise<void> {
    this.published.push(...structuredClone(messages));
  }
}
