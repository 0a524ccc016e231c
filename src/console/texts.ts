// Two who change one text: what each has changed of it, and one text with both where they did not change the same lines.

export type Hunk = {
  /** Lines of the base, counted from 0: from this one up to that one, which stays. */
  readonly from: number
  readonly to: number
  readonly lines: readonly string[]
}

/** Undefined where they are the same. What lies between the first line that differs and the last one is one change. */
export function hunkOf(base: readonly string[], other: readonly string[]): Hunk | undefined {
  let from = 0
  while (from < base.length && from < other.length && base[from] === other[from]) from++
  let end = 0
  const most = Math.min(base.length, other.length) - from
  while (end < most && base[base.length - 1 - end] === other[other.length - 1 - end]) end++
  const to = base.length - end
  const lines = other.slice(from, other.length - end)
  return from === to && lines.length === 0 ? undefined : { from, to, lines }
}

/** Undefined where both have changed the same lines, or lines beside each other: then somebody has to look. */
export function merged(base: string, mine: string, theirs: string): string | undefined {
  const lines = base.split('\n')
  const [a, b] = [hunkOf(lines, mine.split('\n')), hunkOf(lines, theirs.split('\n'))]
  if (a === undefined || b === undefined) return a === undefined ? theirs : mine
  const [first, second] = a.from < b.from ? [a, b] : [b, a]
  if (first.to >= second.from) return undefined
  return [
    ...lines.slice(0, first.from),
    ...first.lines,
    ...lines.slice(first.to, second.from),
    ...second.lines,
    ...lines.slice(second.to),
  ].join('\n')
}

/** What a field for text gives back has the ends of lines of Unix. Undefined where a text could not be written as it was. */
export function fieldText(text: string): { readonly shown: string; readonly end: '\n' | '\r\n' } | undefined {
  const shown = text.replaceAll('\r\n', '\n')
  if (shown.includes('\r')) return undefined
  const end = shown === text ? '\n' : '\r\n'
  return shown.replaceAll('\n', end) === text ? { shown, end } : undefined
}

/** Where a line begins and ends in the text; counted from 1. */
export function lineSpan(text: string, line: number): readonly [from: number, to: number] {
  let from = 0
  for (let at = 1; at < line; at++) {
    const end = text.indexOf('\n', from)
    if (end < 0) break
    from = end + 1
  }
  const end = text.indexOf('\n', from)
  return [from, end < 0 ? text.length : end]
}
