/**
 * JSON as SQS accepts it: the two characters that JSON may hold plain but SQS refuses are escaped
 * (SendMessage API: U+FFFE and U+FFFF are outside its range; JSON.stringify escapes the other outsiders itself).
 */
export function sqsText(json: string): string {
  return json.replace(/[\uFFFE\uFFFF]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
}

/** Text for a message attribute, which must not make a message fail: everything but printable ASCII becomes `?`. */
export function printable(text: string): string {
  return text.replace(/[^\x20-\x7E]/g, '?');
}
