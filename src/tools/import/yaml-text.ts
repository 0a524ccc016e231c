// Writes single values in YAML.

/** The text as YAML, in quotes where YAML would take it for something else. */
export function quoted(text: string): string {
  return /^[a-z0-9][a-z0-9./_-]*$/i.test(text) && !/^[\d.e]+$/i.test(text) && !WORDS.has(text.toLowerCase())
    ? text
    : JSON.stringify(text)
}

const WORDS = new Set(['true', 'false', 'null', 'yes', 'no', 'on', 'off', 'y', 'n'])
