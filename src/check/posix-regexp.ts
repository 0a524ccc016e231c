// Reads, but does not run, extended regular expressions of POSIX, as NAPTR records have them (RFC 3402 §3.2). They differ from those of
// JavaScript in brackets, where a backslash is a backslash, and have nothing that begins with `(?`.

/** The number of groups in the expression; undefined where the text is no expression. */
export function countGroups(expression: string): number | undefined {
  const tokens = expression.match(TOKEN) ?? []
  if (tokens.length === 0 || tokens.some((token, i) => isForeign(token, tokens[i - 1]))) return undefined
  try {
    new RegExp(tokens.map(asJavaScript).join(''))
  } catch {
    return undefined
  }
  return tokens.filter((token) => token === '(').length
}

/** An escaped character, an expression in brackets, or any other character. The first in brackets may be `]`. */
const TOKEN = /\\.|\[\^?\]?(?:\[([:=.])(?:(?!\1\]).)*\1\]|(?!\[[:=.])[^\]])*\]|./gs

const CLASS = /\[:(.*?):\]/gs
const CLASSES = /^(alnum|alpha|blank|cntrl|digit|graph|lower|print|punct|space|upper|xdigit)$/

/** Whether JavaScript would accept the token, and POSIX does not have it. */
function isForeign(token: string, before: string | undefined): boolean {
  if (token === '[' || token === '\\') return true
  if (token === '?') return before === '(' || before === '*' || before === '+' || before === '?'
  return isBracket(token) && [...token.matchAll(CLASS)].some(([, name]) => !CLASSES.test(name!))
}

function asJavaScript(token: string): string {
  // A letter behind a backslash means something of its own in JavaScript.
  if (token.startsWith('\\')) return /\w/.test(token[1]!) ? token[1]! : token
  if (!isBracket(token)) return token
  const [, start, inside] = /^\[(\^?)(.*)\]$/s.exec(token)!
  const characters = inside!.replaceAll(CLASS, '0').replaceAll(/\[([=.])(.*?)\1\]/gs, '$2')
  return `[${start}${characters.replaceAll(/[\\[\]]/g, '\\$&')}]`
}

function isBracket(token: string): boolean {
  return token.startsWith('[') && token.length > 1
}
