/** A store gave up because others kept changing the same items; nothing was changed, and a later try may succeed. */
export class StoreContended extends Error {
  override readonly name = 'StoreContended';
}
