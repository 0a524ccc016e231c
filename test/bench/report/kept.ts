// What each row measured last, as data beside the documents: a row that is measured alone takes its own place, and the others
// keep theirs. All of them take too long for one quiet hour.

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Result, Row } from '../rows/row.ts'
import type { Machine } from './machine.ts'

export const KEPT = 'performance.json'

export type Finding = {
  readonly row: Row
  readonly result: Result
  readonly machine: Machine
  readonly rounds: number
  /** Of a turn. */
  readonly seconds: number
}

type Kept = Omit<Finding, 'row' | 'result'> & {
  readonly row: string
  readonly result: Omit<Result, 'cpu'> & { readonly cpu?: readonly [server: string, us: number | null][] }
}

/** `fresh` and what `folder` keeps of the other `rows`, in their order. A row that there is no more is forgotten. */
export function withKept(folder: string, fresh: readonly Finding[], rows: readonly Row[]): Finding[] {
  const file = join(folder, KEPT)
  const kept: Kept[] = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : []
  return rows.flatMap((row) => {
    const found = fresh.find((finding) => finding.row.name === row.name)
    if (found) return [found]
    return kept
      .filter(({ row: name }) => name === row.name)
      .map((entry) => ({ ...entry, row, result: resultOf(entry) }))
  })
}

export function keep(folder: string, findings: readonly Finding[]): void {
  const kept = findings.map(({ row, result: { cpu, ...result }, ...rest }): Kept => {
    return { row: row.name, ...rest, result: { ...result, ...(cpu && { cpu: [...cpu] }) } }
  })
  writeFileSync(join(folder, KEPT), `${JSON.stringify(kept, null, 1)}\n`)
}

/** JSON has no NaN: it writes null for what was not measured. */
function resultOf({ result: { cpu, ...result } }: Kept): Result {
  return { ...result, ...(cpu && { cpu: new Map(cpu.map(([server, us]) => [server, us ?? Number.NaN])) }) }
}
