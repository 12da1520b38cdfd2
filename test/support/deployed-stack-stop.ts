let stop: (() => Promise<void>) | undefined;

/** Jest imports setup and teardown into one process, so that this module is how the one reaches the other. */
export function stopWhenTeardownAsks(stopStack: () => Promise<void>): void {
  stop = stopStack;
}

export async function stopDeployedStack(): Promise<void> {
  await stop?.();
}
