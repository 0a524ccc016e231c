// Reads the grammar of named.conf: statements of words and blocks, ended by semicolons, with three kinds of comments. The callers know what
// they mean.

export type Word = { readonly text: string; readonly quoted: boolean }

export type Statement = {
  readonly file: string
  readonly line: number
  readonly words: readonly Word[]
  /** The statements in braces behind the words. */
  readonly block: readonly Statement[] | undefined
}

/** The configuration cannot be read. The message says where and why. */
export class NotReadable extends Error {}

export function readStatements(text: string, file: string): Statement[] {
  const reader = new Reader(text, file)
  const statements = reader.statements()
  reader.expectEnd()
  return statements
}

/** The text of word `i`, or an empty one. */
export function wordAt({ words }: Statement, i: number): string {
  return words[i]?.text ?? ''
}

/** The name of a TSIG key without its final dot: it is a domain name (RFC 8945 §4.2), the same with a dot and without. */
export function keyName(text: string): string {
  return text.replace(/\.$/, '')
}

export function keyword(statement: Statement): string {
  return wordAt(statement, 0).toLowerCase()
}

type Token = { readonly kind: 'word' | 'open' | 'close' | 'end'; readonly text: string; readonly line: number }

/** Matches whatever comes next; the order of the choices matters. */
const PATTERN =
  /\s+|\/\*[\s\S]*?\*\/|\/\/[^\n]*|#[^\n]*|"((?:[^"\\]|\\.)*)"|([{};])|(!)|((?:[^\s{};"!/#]|\/(?![/*]))+)/y

/** In named a backslash escapes only a quote; before other characters it stays, for names of zones (isc/lex.c). */
function unquoted(text: string): string {
  return text.replaceAll(/\\(.)/gs, (pair, next: string) => (next === '"' ? next : pair))
}

class Reader {
  readonly #file: string
  readonly #tokens: (Token & { readonly quoted: boolean })[] = []
  #next = 0

  constructor(text: string, file: string) {
    this.#file = file
    let line = 1
    PATTERN.lastIndex = 0
    while (PATTERN.lastIndex < text.length) {
      const match = PATTERN.exec(text)
      if (match === null) throw new NotReadable(`${file}:${line}: cannot read what stands here`)
      const [all, quoted, mark, not, word] = match
      const kind = mark === '{' ? 'open' : mark === '}' ? 'close' : mark === ';' ? 'end' : 'word'
      const content = quoted === undefined ? (mark ?? not ?? word) : unquoted(quoted)
      if (content !== undefined) this.#tokens.push({ kind, text: content, line, quoted: quoted !== undefined })
      line += all.split('\n').length - 1
    }
  }

  statements(): Statement[] {
    const list: Statement[] = []
    for (let token = this.#peek(); token && token.kind !== 'close'; token = this.#peek()) {
      if (token.kind === 'end') this.#next++
      else list.push(this.#statement())
    }
    return list
  }

  expectEnd(): void {
    const token = this.#peek()
    if (token) throw new NotReadable(`${this.#file}:${token.line}: "}" closes nothing`)
  }

  #statement(): Statement {
    const { line } = this.#peek()!
    const words: Word[] = []
    let block: Statement[] | undefined
    for (;;) {
      const token = this.#tokens[this.#next++]
      if (token === undefined) throw new NotReadable(`${this.#file}:${line}: the statement has no end; write ";"`)
      if (token.kind === 'word') words.push({ text: token.text, quoted: token.quoted })
      else if (token.kind === 'open') {
        block = [...(block ?? []), ...this.statements()]
        if (this.#tokens[this.#next++]?.kind !== 'close')
          throw new NotReadable(`${this.#file}:${token.line}: "{" is not closed`)
      } else if (token.kind === 'close') {
        // People often forget the semicolon before a closing brace; named refuses that, and so do we.
        throw new NotReadable(`${this.#file}:${token.line}: ";" is missing before "}"`)
      } else return { file: this.#file, line, words, block }
    }
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#next]
  }
}
