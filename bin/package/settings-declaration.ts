import * as z from 'zod';
import { settingsSchema, stackSettings } from '../../lib/stage-settings.ts';

const json = z.object({
  properties: z.record(z.string(), z.looseObject({ description: z.string() })),
  required: z.array(z.string()),
});

/** The settings as TypeScript: each with its type and what it is for. Those that have a default are optional. */
export function settingsDeclaration(): string {
  const { properties, required } = json.parse(z.toJSONSchema(settingsSchema));
  const own = Object.entries(properties).filter(([name]) => !stackSettings.some((one) => one === name));
  const lines = own.map(([name, { description, ...schema }]) => {
    const mark = required.includes(name) && !('default' in schema) ? '' : '?';
    return `  /** ${description} */\n  readonly ${name}${mark}: ${typeOf(schema)};\n`;
  });
  return `/** What a platform team decides for one stage. */
export interface PosthornProps {
${lines.join('')}}
export type StageSettings = PosthornProps;
`;
}

const kind = z.union([
  z
    .looseObject({ enum: z.array(z.string()) })
    .transform(({ enum: texts }) => texts.map((text) => `'${text}'`).join(' | ')),
  z.looseObject({ anyOf: z.array(z.unknown()) }).transform(({ anyOf }) => [...new Set(anyOf.map(typeOf))].join(' | ')),
  z
    .looseObject({ type: z.literal('array'), items: z.unknown() })
    .transform(({ items }) => `ReadonlyArray<${typeOf(items)}>`),
  z
    .looseObject({ type: z.literal('object'), additionalProperties: z.unknown() })
    .transform(({ additionalProperties }) => `Readonly<Record<string, ${typeOf(additionalProperties)}>>`),
  z.looseObject({ type: z.enum(['integer', 'number']) }).transform(() => 'number'),
  z.looseObject({ type: z.enum(['string', 'boolean']) }).transform(({ type }) => type),
]);

/** The type of what a JSON Schema describes. */
function typeOf(schema: unknown): string {
  return kind.parse(schema);
}
