// Texts with `{parameters}`: the words of a finding, in whatever language.

export type Params = Readonly<Record<string, string | number | undefined>>

/** The text with its parameters in place; those that `say` knows as sentences of ours as it says them. */
export function fill(text: string, params: Params, say?: (english: string) => string | undefined): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = String(params[name] ?? whole)
    return (value.includes(' ') && say?.(value)) || value
  })
}

/** The parameters that the text has, sorted. */
export function parameters(text: string): string[] {
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!))].sort()
}
