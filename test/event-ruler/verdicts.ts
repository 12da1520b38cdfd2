import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Case } from './random-cases.ts';

/**
 * Asks AWS's engine, in Java: a 1 or 0 for each event of a case, `refused` for what is no pattern, or `broken` where the
 * engine fails over a pattern that it has accepted.
 */
export async function rulerVerdicts(cases: readonly Case[]): Promise<readonly string[]> {
  const java = spawn('java', ['-cp', join(fetchJars(), '*'), join(import.meta.dirname, 'Verdicts.java')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  java.stdin.end(cases.map(({ pattern, events }) => [pattern, ...events].join('\t')).join('\n'));
  const chunks: Buffer[] = [];
  java.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const [code] = await once(java, 'close');
  if (code !== 0) throw new Error(`java ended with ${code}`);
  return Buffer.concat(chunks).toString().trimEnd().split('\n');
}

function fetchJars(): string {
  const folder = join(tmpdir(), 'event-ruler-jars');
  const pom = join(import.meta.dirname, 'pom.xml');
  const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${folder}`];
  const { status } = spawnSync('mvn', ['--quiet', '--batch-mode', '--file', pom, ...goal], { stdio: 'inherit' });
  if (status !== 0) throw new Error('Maven could not fetch Event Ruler');
  return folder;
}
