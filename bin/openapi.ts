import { writeFileSync } from 'node:fs';
import { openApiDocument } from '../functions/shared/openapi/runtime/document.ts';
import { version } from '../functions/shared/platform/runtime/version.ts';

/** Writes the API's contract anew, after its schemas have changed. A test fails when this was forgotten. */
const file = new URL('../functions/describe-api/openapi.json', import.meta.url);
writeFileSync(file, `${JSON.stringify(openApiDocument({ version }), null, 2)}\n`);
console.info(`Wrote ${file.pathname}`);
