// Single values as YAML takes them.

/** YAML takes some words and numbers for something else without quotes. */
export function quoted(text: string): string {
  return /^[a-z0-9][a-z0-9./_-]*$/i.test(text) && !/^[\d.e]+$/i.test(text) && !WORDS.has(text.toLowerCase())
    ? text
    : JSON.stringify(text)
}

const WORDS = new Set(['true', 'false', 'null', 'yes', 'no', 'on', 'off', 'y', 'n'])
