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

test.each(pages)('%s links to headings that are there', (page) => {
  const text = readFileSync(join(root, page), 'utf8');
  for (const [, link = '', anchor = ''] of text.matchAll(/\]\((?!https?:)([^)#\s]*)#([^)]+)\)/g)) {
    const target = link === '' ? text : readFileSync(join(root, dirname(page), link), 'utf8');
    expect({ anchor, found: anchorsOf(target).includes(anchor) }).toEqual({ anchor, found: true });
  }
});

test.each(pages)('%s names files and folders that are there', (page) => {
  const named = readFileSync(join(root, page), 'utf8').matchAll(
    /[`(\s]((?:bin|docs|functions|lib|test)\/[\w./-]*\w\/?)(?=[`)\s])/g,
  );
  for (const [, path = ''] of named)
    expect({ path, found: existsSync(join(root, path)) }).toEqual({ path, found: true });
});

test.each(['CONTRIBUTING.md', 'docs/architecture.md'])('%s names rooms and files of theirs that are there', (page) => {
  const text = readFileSync(join(root, page), 'utf8');
  const named = [...text.matchAll(/`(\w+\/(?:adapters|application|domain|runtime)\/[\w./-]*)`/g)];
  expect(named.length).toBeGreaterThan(0);
  for (const [, path = ''] of named)
    expect({ path, found: existsSync(join(root, 'functions/shared', path)) }).toEqual({ path, found: true });
});

test.each(pages)('%s names scripts that are there', (page) => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  for (const [, name = ''] of readFileSync(join(root, page), 'utf8').matchAll(/npm run (?:-s )?([\w:-]+)/g)) {
    expect(Object.keys(scripts)).toContain(name);
  }
});

test('the runbook names outputs and log lines that are there', () => {
  const runbook = readFileSync(join(root, 'docs/runbook.md'), 'utf8');
  const construct = readFileSync(join(root, 'lib/posthorn.ts'), 'utf8');
  const outputs = [...runbook.matchAll(/\b\w+(?:Arn|QueueUrl)\b/g)].map(([name]) => name);
  expect(outputs.length).toBeGreaterThan(0);
  for (const name of outputs) expect(construct).toMatch(new RegExp(`[\\s{]${name}: `));

  const code = readdirSync(join(root, 'functions'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(root, 'functions', file), 'utf8'))
    .join('\n');
  // What a reader searches the logs for is several words in code marks that begin as here.
  const lines = [...runbook.matchAll(/`((?:Lane|The|Internal|Mail|Webhook)\b[^`"…]* [^`"…]*?)["…]*`/g)].map(
    ([, line = '']) => line.trim(),
  );
  expect(lines.length).toBeGreaterThan(3);
  for (const line of lines) expect({ line, found: code.includes(line) }).toEqual({ line, found: true });
});

/** As GitHub makes the anchors of a page's headings. */
function anchorsOf(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^a-z0-9 -]/g, '')
      .replaceAll(' ', '-'),
  );
}
