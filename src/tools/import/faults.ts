// Collects what cannot be read in the configuration of another server. The import reports all faults, each with file, line and column, and
// writes nothing.

import { NotReadable } from './statements.ts'

/** Lines and columns count from 1. */
export type Spot = { readonly file: string; readonly line: number; readonly column: number }

const MOST_TOLD = 100

export class Faults {
  readonly #told: (Spot & { readonly why: string })[] = []

  add(at: Spot, why: string): void {
    this.#told.push({ ...at, why })
  }

  /** Throws NotReadable with all faults, where there is any. */
  end(): void {
    if (this.#told.length === 0) return
    const sorted = this.#told.toSorted((a, b) => compare(a.file, b.file) || a.line - b.line || a.column - b.column)
    const all = sorted.map(({ file, line, column, why }) => `${file}:${line}:${column}: error: ${why}`)
    // A fault that several zones share counts once.
    const lines = [...new Set(all)]
    const rest = lines.length - MOST_TOLD
    throw new NotReadable([...lines.slice(0, MOST_TOLD), ...(rest > 0 ? [`and ${rest} more errors`] : [])].join('\n'))
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
