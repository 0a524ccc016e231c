// Puts spaces between Japanese and Western letters. The writer of a text cannot: he does not know which letters a value in it begins and
// ends with.

/** The value with the spaces that it needs between the two letters beside it. */
export type Beside = (value: string, before: string, after: string) => string

export function spaced(value: string, before: string, after: string): string {
  return `${isMixed(before, value[0]) ? ' ' : ''}${value}${isMixed(value.at(-1), after) ? ' ' : ''}`
}

function isMixed(one = '', other = ''): boolean {
  return (JAPANESE.test(one) && WESTERN.test(other)) || (WESTERN.test(one) && JAPANESE.test(other))
}

const JAPANESE = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}\u30fc]/u
const WESTERN = /[A-Za-z0-9"]/
