// Texts with `{parameters}`: the words of a finding, in whatever language.

export type Params = Readonly<Record<string, string | number | undefined>>

/** The text with its parameters in place. */
export function fill(text: string, params: Params): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole))
}

/** The parameters that the text has, sorted. */
export function parameters(text: string): string[] {
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!))].sort()
}
