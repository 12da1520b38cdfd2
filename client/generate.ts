import { readFileSync, writeFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';

const documentFile = new URL('../functions/describe-api/openapi.json', import.meta.url);

/** As much as is read here of the API's document. */
type Document = Readonly<{ paths: Readonly<Record<string, Readonly<{ post?: Operation }>>> }>;
type Operation = Readonly<{ parameters?: readonly Readonly<{ in: string; name: string }>[] }>;

/** What is made from the API's document, by file name. */
export async function generateSources(): Promise<Readonly<Record<string, string>>> {
  const types = await openapiTS(documentFile, {
    rootTypes: true,
    rootTypesNoSchemaPrefix: true,
    // What has a default may be left out.
    defaultNonNullable: false,
  });
  return {
    'schema.ts': astToString(types),
    'repeatable-posts.ts': repeatablePosts(JSON.parse(readFileSync(documentFile, 'utf8'))),
  };
}

/** The paths whose POST takes an Idempotency-Key: the types say it to the compiler only. */
function repeatablePosts(document: Document): string {
  const paths = Object.entries(document.paths).filter(([, { post }]) =>
    post?.parameters?.some((parameter) => parameter.in === 'header' && parameter.name === 'Idempotency-Key'),
  );
  return `/** Paths whose POST takes an Idempotency-Key. Made from the API's document. */
export const repeatablePosts: ReadonlySet<string> = new Set([
${paths.map(([path]) => `  '${path}',`).join('\n')}
]);
`;
}

export const generatedFolder = new URL('src/generated/', import.meta.url);

if (import.meta.main) {
  for (const [name, source] of Object.entries(await generateSources())) {
    writeFileSync(new URL(name, generatedFolder), source);
  }
}
