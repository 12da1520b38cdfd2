import { createServer } from 'node:net';
import { StepFailure } from '../../shared/step-failure.ts';

/** The port asked for, or any free one on 127.0.0.1. Fails if the one asked for is taken. */
export function claimPort(asked: number | undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) =>
      reject(
        new StepFailure(`Port ${asked ?? ''} cannot be used (${error.message}). Choose another: npm start -- --port N`),
      ),
    );
    server.listen({ port: asked ?? 0, host: '127.0.0.1' }, () => {
      const address = server.address();
      server.close(() =>
        address !== null && typeof address === 'object'
          ? resolve(address.port)
          : reject(new StepFailure('The system gave no port')),
      );
    });
  });
}
