// Whether a text that is to be Japanese has an English sentence in it.

/** Two words of lower-case letters one behind the other, outside of quotes; undefined where there are none. */
export function englishIn(text: string): string | undefined {
  const bare = text.replaceAll(/"[^"]*"|「[^」]*」/g, '')
  return /(?<![\w.-])[a-z]{2,} [a-z]{2,}(?![\w.-])/.exec(bare)?.[0]
}

/** Every text in a value, but those under the names `but`. */
export function* textsIn(value: unknown, but: ReadonlySet<string> = new Set()): Generator<string> {
  if (typeof value === 'string') yield value
  else if (Array.isArray(value)) for (const one of value) yield* textsIn(one, but)
  else if (typeof value === 'object' && value !== null)
    for (const [name, one] of Object.entries(value)) if (!but.has(name)) yield* textsIn(one, but)
}
