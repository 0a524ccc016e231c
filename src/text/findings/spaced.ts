// Japanese has a space between its own letters and those of others. Whoever writes a text does not know which of them a value that is put
// into it has at its ends.

/** The value as it stands between the two letters beside it. */
export type Beside = (value: string, before: string, after: string) => string

export function spaced(value: string, before: string, after: string): string {
  return `${isMixed(before, value[0]) ? ' ' : ''}${value}${isMixed(value.at(-1), after) ? ' ' : ''}`
}

function isMixed(one = '', other = ''): boolean {
  return (JAPANESE.test(one) && WESTERN.test(other)) || (WESTERN.test(one) && JAPANESE.test(other))
}

const JAPANESE = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}\u30fc]/u
const WESTERN = /[A-Za-z0-9"]/
