import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';

/** An address whose packets vanish. */
export type BlackHole = Readonly<{ url: string; close: () => Promise<void> }>;

const listen = `
  const server = require('node:net').createServer();
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => console.log(server.address().port));
`;

/**
 * Makes a black hole without a network: a process listens and is then stopped, and connections of ours fill its queue,
 * so that the kernel drops every further SYN.
 */
export async function openBlackHole(): Promise<BlackHole> {
  const child = spawn(process.execPath, ['-e', listen], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [output] = await once(child.stdout, 'data');
  child.kill('SIGSTOP');
  const port = Number(String(output));
  // Linux queues one more than the backlog says; some of these stay without an answer themselves.
  const fillers = Array.from({ length: 4 }, () => connect(port, '127.0.0.1').on('error', () => undefined));
  await Promise.all(fillers.slice(0, 2).map((filler) => once(filler, 'connect')));
  return {
    url: `https://127.0.0.1:${port}`,
    close: async () => {
      for (const filler of fillers) filler.destroy();
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}
