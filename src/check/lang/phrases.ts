// Sentences that readers of files and checks put together in English, said in another language: each is looked for among
// templates, so that who finds something need not know that there are other languages.
//
//   {text}     stays as it is
//   {=why}     is a phrase of the table itself, or empty
//   {*labels}  several such, with `, ` between them

/** English templates and what they are in the other language, with the same parameters. */
export type Phrases = Readonly<Record<string, string>>

/** The English text in another language, or undefined where the table does not have it. */
export type Say = (english: string) => string | undefined

/** `between` stands between the parts of a list. */
export function phraseBook(phrases: Phrases, between: string): Say {
  const plain = new Map<string, string>()
  const patterns: Pattern[] = []
  for (const [english, other] of Object.entries(phrases))
    if (english.includes('{')) patterns.push(patternOf(english, other))
    else plain.set(english, other)
  const say: Say = (english) => {
    const known = plain.get(english)
    if (known !== undefined) return known
    for (const pattern of patterns) {
      const said = sayWith(pattern, english, say, between)
      if (said !== undefined) return said
    }
    return undefined
  }
  return say
}

type Pattern = {
  readonly english: RegExp
  /** The parameters' names with their marks, in the order of the English template. */
  readonly names: readonly string[]
  readonly other: string
}

const PARAMETER = /\{([=*]?\w+)\}/g

function patternOf(english: string, other: string): Pattern {
  const names = [...english.matchAll(PARAMETER)].map((match) => match[1]!)
  const source = english
    .split(PARAMETER)
    .map((part, i) => (i % 2 === 0 ? escaped(part) : /^[=*]/.test(part) ? '(.*?)' : '(.+)'))
    .join('')
    // What is quoted may be empty, and what stands before it has no quotes: a long word full of them is not tried in every way.
    .replaceAll('"(.+)"', '"(.*)"')
    .replaceAll('(.*?) "', '([^"]*) "')
  return { english: new RegExp(`^${source}$`, 's'), names, other }
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}

function sayWith({ english, names, other }: Pattern, text: string, say: Say, between: string): string | undefined {
  const found = english.exec(text)
  if (found === null) return undefined
  const values = new Map<string, string>()
  for (const [i, name] of names.entries()) {
    const value = sayValue(name, found[i + 1]!, say, between)
    if (value === undefined) return undefined
    values.set(name.replace(/^[=*]/, ''), value)
  }
  return other.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values.get(name) ?? whole)
}

function sayValue(name: string, value: string, say: Say, between: string): string | undefined {
  if (name.startsWith('=')) return value === '' ? '' : say(value)
  if (!name.startsWith('*')) return value
  const parts = value.split(', ').map(say)
  return parts.includes(undefined) ? undefined : parts.join(between)
}
