// The texts in TypeScript source: every string and template literal outside comments, with `{}` for each inserted value.

/** In the order in which they begin; those inside a template's `${…}` come after it. */
export function literals(source: string): string[] {
  const found: string[] = []
  new Reader(source, found).code(0, '')
  return found
}

/** What may stand before a `/` that begins a regular expression. */
const BEFORE_REGEXP = /(^|[=(,:;!&|?{}[+\n]|=>|return)\s*$/

class Reader {
  readonly #text: string
  readonly #found: string[]

  constructor(text: string, found: string[]) {
    this.#text = text
    this.#found = found
  }

  /** Reads code up to the closing brace that `until` names, and gives the place after it. */
  code(from: number, until: string): number {
    let depth = 0
    let p = from
    while (p < this.#text.length) {
      const c = this.#text[p]!
      if (this.#text.startsWith('//', p)) p = this.#after(p, '\n')
      else if (this.#text.startsWith('/*', p)) p = this.#after(p, '*/')
      else if (c === '/' && BEFORE_REGEXP.test(this.#text.slice(Math.max(0, p - 40), p))) p = this.#regexp(p)
      else if (c === "'" || c === '"') p = this.#string(p)
      else if (c === '`') p = this.#template(p)
      else if (c === until && depth === 0) return p + 1
      else {
        if (c === '{') depth++
        if (c === '}') depth--
        p++
      }
    }
    return p
  }

  #after(p: number, end: string): number {
    const at = this.#text.indexOf(end, p)
    return at < 0 ? this.#text.length : at + end.length
  }

  #regexp(from: number): number {
    let inClass = false
    for (let p = from + 1; ; p++) {
      const c = this.#text[p]
      if (c === '\\') p++
      else if (c === '[') inClass = true
      else if (c === ']') inClass = false
      else if (c === undefined || (c === '/' && !inClass)) return p + 1
    }
  }

  #string(from: number): number {
    let text = ''
    for (let p = from + 1; ; p++) {
      if (this.#text[p] === this.#text[from] || p >= this.#text.length) {
        this.#found.push(text)
        return p + 1
      }
      if (this.#text[p] === '\\') p++
      text += this.#text[p]
    }
  }

  #template(from: number): number {
    const at = this.#found.push('') - 1
    let text = ''
    for (let p = from + 1; ; ) {
      if (this.#text[p] === '`' || p >= this.#text.length) {
        this.#found[at] = text
        return p + 1
      }
      if (this.#text.startsWith('${', p)) {
        text += '{}'
        p = this.code(p + 2, '}')
        continue
      }
      if (this.#text[p] === '\\') p++
      text += this.#text[p++]
    }
  }
}
