// Finds where in a YAML file somebody types: below which keys, and whether a key or a value. The text is rarely whole there, so we do not
// use a parser of YAML, but the indentation and brackets before the cursor.

import { ITEM, type KeyPath } from '../text/config/keys-at.ts'

export type Cursor = {
  /** The path of the map or list in which somebody types; for a value, with its key. */
  readonly path: KeyPath
  readonly typing: 'key' | 'value' | 'nothing'
  /** The beginning of the word. */
  readonly begun: string
}

type Frame = {
  /** The column at which the key of a block begins. */
  readonly indent: number
  key: string | undefined
  readonly isList: boolean
  readonly isFlow: boolean
}

/** `before`: the text up to the cursor. */
export function cursorIn(before: string): Cursor {
  const walk = new Walk()
  const lines = before.split(/\r?\n/)
  for (const line of lines) walk.line(line)
  return walk.cursor
}

class Walk {
  readonly #frames: Frame[] = []
  #begun = ''
  #typing: Cursor['typing'] = 'key'

  get cursor(): Cursor {
    const path = this.#frames.flatMap(({ isList, key }) => (isList ? [ITEM] : key === undefined ? [] : [key]))
    return { path, typing: this.#typing, begun: this.#begun }
  }

  line(text: string): void {
    this.#begun = ''
    this.#typing = 'key'
    if (this.#inFlow) {
      this.#flow(text)
      return
    }
    const indent = text.length - text.trimStart().length
    const rest = text.slice(indent)
    if (rest.startsWith('#')) {
      this.#typing = 'nothing'
      return
    }
    this.#leave(indent, rest.startsWith('-'))
    this.#block(rest, indent)
  }

  get #inFlow(): boolean {
    return this.#frames.at(-1)?.isFlow === true
  }

  /** Items may stand as far to the left as the key of their list. */
  #leave(indent: number, isItem: boolean): void {
    for (let top = this.#frames.at(-1); top; top = this.#frames.at(-1)) {
      if (top.indent < indent || (isItem && top.indent === indent && !top.isList)) return
      this.#frames.pop()
    }
  }

  #block(text: string, indent: number): void {
    const item = /^-(\s+|$)/.exec(text)
    if (item) {
      this.#frames.push({ indent, key: undefined, isList: true, isFlow: false })
      this.#typing = 'value'
      this.#block(text.slice(item[0].length), indent + item[0].length)
      return
    }
    const pair = KEY.exec(text)
    if (!pair) {
      this.#value(text)
      return
    }
    this.#frames.push({ indent, key: unquoted(pair[1]!), isList: false, isFlow: false })
    this.#typing = 'value'
    const value = text.slice(pair[0].length).trimStart()
    this.#value(value)
  }

  #value(text: string): void {
    if (/^[[{]/.test(text)) this.#flow(text)
    else if (/(^|\s)#/.test(text)) this.#typing = 'nothing'
    else this.#begun = text
  }

  /** Reads text within brackets. */
  #flow(text: string): void {
    let rest = text
    while (rest !== '') {
      const [token = ''] = TOKEN.exec(rest) ?? [rest[0]!]
      rest = rest.slice(token.length)
      if (token.startsWith('#')) {
        this.#typing = 'nothing'
        return
      }
      this.#take(token)
    }
    const top = this.#frames.at(-1)
    if (top?.isFlow) this.#typing = top.isList || top.key !== undefined ? 'value' : 'key'
  }

  #take(token: string): void {
    const top = this.#frames.at(-1)
    if (token === '{' || token === '[')
      this.#frames.push({ indent: top?.indent ?? 0, key: undefined, isList: token === '[', isFlow: true })
    else if (token === '}' || token === ']') this.#frames.pop()
    else if (token === ',') {
      if (top) top.key = undefined
    } else if (token === ':') {
      if (top) top.key = unquoted(this.#begun)
    } else if (token.trim() !== '') {
      this.#begun = token
      return
    } else return
    this.#begun = ''
  }
}

/** `key:` before a blank or the end. */
const KEY = /^("[^"]*"|'[^']*'|[^\s#"'[\]{},][^#"[\]{}]*?)\s*:(?=\s|$)/
const TOKEN = /^(?:[{}[\],]|:(?=\s|$)|\s#.*|\s+|"[^"]*"?|'[^']*'?|[^\s{}[\],:]+(?::(?!\s|$)[^\s{}[\],:]*)*)/

function unquoted(key: string): string {
  return key.replace(/^(["'])(.*)\1$/, '$2').trim()
}
