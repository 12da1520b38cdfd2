import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '../../..');
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

test.each(pages)('%s links to files that are there', (page) => {
  const text = readFileSync(join(root, page), 'utf8');
  const links = [...text.matchAll(/\]\((?!https?:)([^)#\s]+)(#[^)]*)?\)/g)].map(([, link = '']) => link);
  for (const link of links)
    expect({ link, found: existsSync(join(root, dirname(page), link)) }).toEqual({ link, found: true });
});

test.each(['docs/security.md', 'CONTRIBUTING.md'])('%s names files that are there', (page) => {
  const named = [...readFileSync(join(root, page), 'utf8').matchAll(/`((?:test|lib|docs)\/[\w./-]+\.\w+)`/g)];
  for (const [, path = ''] of named)
    expect({ path, found: existsSync(join(root, path)) }).toEqual({ path, found: true });
});
