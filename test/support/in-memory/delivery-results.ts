import type { DeliveryResult, DeliveryResults } from '../../../functions/shared/lanes/application/ports.ts';

export class InMemoryDeliveryResults implements DeliveryResults {
  readonly published: DeliveryResult[] = [];

  async publish(results: readonly DeliveryResult[]): Promise<void> {
    this.published.push(...structuredClone(results));
  }
}
