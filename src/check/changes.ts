// The lines of a file that repairs change, and how we show them.

export type Change = {
  readonly line: number
  readonly before: string
  /** Undefined where the repair deletes the line. */
  readonly after: string | undefined
}

/** The changes of `first` and `next` together. Lines of `next` count in the file that `first` leaves. Both are in order of lines. */
export function together(first: readonly Change[], next: readonly Change[]): Change[] {
  const gone = first.filter(({ after }) => after === undefined).map(({ line }) => line)
  const all = new Map(first.map((change) => [change.line, change]))
  let above = 0
  for (const { line, before, after } of next) {
    while (above < gone.length && gone[above]! <= line + above) above++
    const own = line + above
    all.set(own, { line: own, before: all.get(own)?.before ?? before, after })
  }
  return [...all.values()].filter(({ before, after }) => before !== after).sort((a, b) => a.line - b.line)
}

/** `-` and `+` lines under the number of each line that changes. */
export function changesText(file: string, changes: readonly Change[]): string {
  const hunks = changes.map(({ line, before, after }) =>
    [`@@ line ${line} @@`, `-${before}`, ...(after === undefined ? [] : [`+${after}`])].join('\n'),
  )
  return [`--- ${file}`, `+++ ${file}`, ...hunks].join('\n')
}
