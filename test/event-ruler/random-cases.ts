/** A pattern and events, as JSON texts: numbers and names are not yet what a parser makes of them. */
export type Case = Readonly<{ pattern: string; events: readonly string[] }>;

type Chance = () => number;

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function chanceOf(seed: number): Chance {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const names = ['a', 'b', 'c', 'a-b', 'é', 'a.b'];
const strings = [
  '',
  'a',
  'ab',
  'abc',
  'aab',
  'ABC',
  'bc',
  'Straße',
  'SS',
  'İ',
  'K',
  'ς',
  '*',
  '\\',
  '12',
  'null',
  '世界',
];
const wildcards = [
  '',
  '*',
  'a*',
  '*c',
  'a*c',
  '*b*',
  'a*b*c',
  '*a*a*',
  '\\*',
  'a\\*',
  '*\\\\',
  '**',
  '\\a',
  '世*',
  'a*a',
];
const addresses = ['10.0.0.1', '10.0.0.255', '010.000.000.001', '11.0.0.1', '255.255.255.255', '256.0.0.1', '::1'];
const moreAddresses = ['0:0:0:0:0:0:0:1', '2001:DB8::ff', '2001:db8:0::00FF', '::ffff:a00:1', '1:2', '::', 'a:b'];
const networks = ['10.0.0.0/8', '10.0.0.128/25', '10.0.0.1/31', '2001:db8::/33', '::ffff:a00:0/30'];
const badNetworks = ['10.0.0.0/32', '10.0.0/8', '10.0.0.0', '::1/128', '10.0.0.0/-1', 'x/8', '10.0.0.0/8x'];
const numbers = ['0', '-0', '1', '1.0', '1e0', '10', '1E1', '-1', '-1.5', '0.1', '1e-7', '1e21', '9007199254740991'];
const moreNumbers = ['0.30000000000000004', '1.7976931348623157e308', '300', '3.0e+2', '-1e300', '2', '5'];
const literals = ['null', 'true', 'false'];
const wrong = ['null', 'true', '5', '"x"', '[]', '{}', '["x",null]', '[[1]]', '{"prefix":"x"}', '{"a":1,"b":2}'];

/** Makes cases whose events are likely to come near their patterns. */
export function randomCases(seed: number, count: number): readonly Case[] {
  const chance = chanceOf(seed);
  return Array.from({ length: count }, () => new CaseMaker(chance).make());
}

/** A field of a pattern, and values that lie about the border of what it accepts. */
type Field = Readonly<{ path: readonly string[]; near: readonly string[] }>;

class CaseMaker {
  readonly #chance: Chance;
  readonly #fields: Field[] = [];

  constructor(chance: Chance) {
    this.#chance = chance;
  }

  make(): Case {
    const pattern = this.#object([], 0);
    const events = Array.from({ length: 3 }, () => this.#event(this.#fields, 0));
    return { pattern, events };
  }

  #is(probability: number): boolean {
    return this.#chance() < probability;
  }

  #one<T>(of: readonly T[]): T {
    const chosen = of[Math.floor(this.#chance() * of.length)];
    if (chosen === undefined) throw new Error('there is nothing to choose from');
    return chosen;
  }

  #some<T>(of: readonly T[], most: number): readonly T[] {
    const number = 1 + Math.floor(this.#chance() * most);
    return Array.from({ length: number }, () => this.#one(of));
  }

  #object(path: readonly string[], depth: number): string {
    if (this.#is(0.001)) return '{}';
    const chosen = [...new Set(this.#some(names, 3))];
    const members = chosen.map((name) => `${JSON.stringify(name)}:${this.#member([...path, name], depth)}`);
    if (depth < 3 && this.#is(0.12))
      members.splice(Math.floor(this.#chance() * 2), 0, `"$or":${this.#or(path, depth)}`);
    return `{${members.join()}}`;
  }

  #or(path: readonly string[], depth: number): string {
    if (this.#is(0.02))
      return this.#one(['[]', '[{"a":[1]}]', '{"a":[1]}', '[1,2]', '"x"', '[{"a":[1]},{"prefix":[1]}]']);
    return `[${this.#some([0], 2)
      .concat(0)
      .map(() => this.#object(path, depth + 1))
      .join()}]`;
  }

  #member(path: readonly string[], depth: number): string {
    if (this.#is(0.003)) return this.#one(['"x"', '1', 'null', 'true']);
    return depth < 2 && this.#is(0.35) ? this.#object(path, depth + 1) : this.#list(path);
  }

  #list(path: readonly string[]): string {
    if (this.#is(0.001)) return '[]';
    const items = this.#some([0], 2).map(() => this.#item());
    this.#fields.push({ path, near: items.flatMap(({ near }) => near) });
    return `[${items.map(({ text }) => text).join()}]`;
  }

  #item(): Readonly<{ text: string; near: readonly string[] }> {
    if (this.#is(0.003)) return { text: this.#one(wrong), near: [] };
    if (this.#is(0.3)) {
      const text = this.#scalar();
      return { text, near: [text, text, this.#scalar()] };
    }
    return this.#operator();
  }

  #operator() {
    const makers = [
      () => this.#ofText('prefix', strings),
      () => this.#ofText('suffix', strings),
      () => this.#ofText('equals-ignore-case', strings),
      () => this.#wrapped('prefix', this.#ofText('equals-ignore-case', strings)),
      () => this.#wrapped('suffix', this.#ofText('equals-ignore-case', strings)),
      () => this.#ofText('wildcard', wildcards),
      () => this.#ofText('cidr', this.#is(0.05) ? badNetworks : networks, [...addresses, ...moreAddresses]),
      () => this.#numeric(),
      () => this.#exists(true),
      () => this.#exists(false),
      () => this.#exists(false),
      () => this.#anythingBut(),
      () =>
        this.#wrapped('anything-but', this.#ofTexts(this.#one(['prefix', 'suffix', 'equals-ignore-case']), strings)),
      () => this.#wrapped('anything-but', this.#ofTexts('wildcard', wildcards)),
    ];
    return this.#one(makers)();
  }

  #wrapped(operator: string, inner: Readonly<{ text: string; near: readonly string[] }>) {
    return { ...inner, text: `{"${operator}":${inner.text}}` };
  }

  #ofText(operator: string, pool: readonly string[], near?: readonly string[]) {
    const value = this.#one(pool);
    const operand = this.#is(0.003) ? this.#one(wrong) : JSON.stringify(value);
    const second = this.#is(0.002) ? ',"exists":true' : '';
    return {
      text: `{"${operator}":${operand}${second}}`,
      near: near?.map((each) => JSON.stringify(each)) ?? around(value),
    };
  }

  #ofTexts(operator: string, pool: readonly string[]) {
    if (this.#is(0.5)) return this.#ofText(operator, pool);
    const values = this.#some(pool, 2);
    return { text: `{"${operator}":${JSON.stringify(values)}}`, near: values.flatMap(around) };
  }

  #numeric() {
    const number = this.#number();
    const other = this.#number();
    const sign = this.#one(['=', '<', '<=', '>', '>=', this.#is(0.03) ? '!=' : '>']);
    const second = this.#is(0.3) ? `,"${this.#one(['<', '<='])}",${other}` : '';
    return { text: `{"numeric":["${sign}",${number}${second}]}`, near: [number, other, this.#number(), '"1"', 'null'] };
  }

  #exists(value: boolean) {
    return { text: `{"exists":${value}}`, near: [this.#scalar()] };
  }

  #anythingBut() {
    const pool = this.#is(0.5) ? numbers : strings.map((each) => JSON.stringify(each));
    const values = this.#some(this.#is(0.02) ? [...pool, 'null', '1'] : pool, 2);
    return {
      text: `{"anything-but":${this.#is(0.5) ? values[0] : `[${values.join()}]`}}`,
      near: [...values, this.#scalar()],
    };
  }

  readonly #number = () => this.#one([...numbers, ...moreNumbers]);

  #scalar(): string {
    const kinds = [
      () => JSON.stringify(this.#one(strings)),
      () => JSON.stringify(this.#one([...addresses, ...moreAddresses])),
      () => this.#number(),
      () => this.#one(literals),
    ];
    return this.#one(kinds)();
  }

  /** An object with most of the fields, each list of it with elements that have some of them. */
  #event(fields: readonly Field[], depth: number): string {
    const members: string[] = [];
    for (const name of new Set(fields.map(({ path }) => path[depth] ?? ''))) {
      const within = fields.filter(({ path }) => path[depth] === name);
      if (this.#is(0.08)) continue;
      const deeper = within.filter(({ path }) => path.length > depth + 1);
      const ending = within.find(({ path }) => path.length === depth + 1);
      const [only] = within;
      if (only && within.length === 1 && deeper.length === 1 && this.#is(0.06)) {
        members.push(`${JSON.stringify(only.path.slice(depth).join('.'))}:${this.#leaf(only)}`);
        if (this.#is(0.5)) members.push(`${JSON.stringify(name)}:${this.#part({ deeper, ending, depth: depth + 1 })}`);
      } else {
        members.push(`${JSON.stringify(name)}:${this.#part({ deeper, ending, depth: depth + 1 })}`);
      }
    }
    return `{${members.join()}}`;
  }

  #part(of: Readonly<{ deeper: readonly Field[]; ending: Field | undefined; depth: number }>): string {
    const { deeper, ending, depth } = of;
    if (this.#is(0.3)) {
      const count = Math.floor(this.#chance() * 4);
      return `[${Array.from({ length: count }, () => this.#part(this.#is(0.3) ? { ...of, deeper: deeper.slice(1) } : of)).join()}]`;
    }
    if (ending && (deeper.length === 0 || this.#is(0.5))) return this.#leaf(ending);
    return this.#event(
      deeper.filter(() => this.#is(0.8)),
      depth,
    );
  }

  #leaf({ near }: Field): string {
    if (this.#is(0.04)) return this.#one(['{}', '[]', '{"a":"a"}', '[[]]', '[{}]']);
    return near.length > 0 && this.#is(0.8) ? this.#one(near) : this.#scalar();
  }
}

/** Texts about the border of what an operator with the given text accepts. */
function around(text: string): readonly string[] {
  const plain = text.replaceAll(/\\(.)/g, '$1');
  const variants = [
    text,
    plain,
    plain.toUpperCase(),
    plain.toLowerCase(),
    `${plain}x`,
    `x${plain}`,
    plain.slice(1),
    text.replaceAll('*', ''),
    text.replaceAll('*', 'zz'),
    text.replaceAll('*', 'ab'),
  ];
  return variants.map((each) => JSON.stringify(each));
}

/**
 * Where the engine is known to be wrong (2.1.0): a wildcard and a text without regard to case in one list, and lists of
 * nothing in `anything-but`, over which it may also fail. `differences` has an example of each.
 */
export const hasKnownFlaw = ({ pattern }: Case): boolean =>
  (pattern.includes('"wildcard"') && pattern.includes('"equals-ignore-case"')) ||
  /ix":\[\]|case":\[\]|card":\[\]/.test(pattern);
