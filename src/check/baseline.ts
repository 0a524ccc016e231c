// A list of the findings in old zones on the day when checking began: from then on zonecheck tells only new ones. It knows a finding
// again by its file, its rule and the text of its line, so lines may move.

import { normalize } from 'node:path'
import type { Problem } from '../text/findings/problem.ts'

export type Baseline = {
  readonly version: 1
  readonly findings: readonly {
    readonly file: string
    readonly rule: string
    readonly line: string
    readonly count: number
  }[]
}

export function makeBaseline(problems: readonly Problem[]): Baseline {
  const counts = new Map<string, { file: string; rule: string; line: string; count: number }>()
  for (const problem of problems) {
    if (problem.others !== undefined) continue
    const { file, rule, line } = identity(problem)
    const key = JSON.stringify([file, rule, line])
    const known = counts.get(key)
    if (known) known.count++
    else counts.set(key, { file, rule, line, count: 1 })
  }
  const findings = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, finding]) => finding)
  return { version: 1, findings }
}

/** The problems that the baseline does not have, or not so many times. */
export function beyondBaseline(problems: readonly Problem[], { findings }: Baseline): Problem[] {
  const left = new Map(findings.map(({ file, rule, line, count }) => [JSON.stringify([file, rule, line]), count]))
  return problems.filter((problem) => {
    if (problem.others !== undefined) return true
    const { file, rule, line } = identity(problem)
    const key = JSON.stringify([file, rule, line])
    const count = left.get(key) ?? 0
    left.set(key, count - 1)
    return count <= 0
  })
}

/** The baseline that a text holds, or undefined where it holds none. */
export function readBaseline(text: string): Baseline | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  return isBaseline(value) ? value : undefined
}

function isBaseline(value: unknown): value is Baseline {
  if (typeof value !== 'object' || value === null || !('version' in value) || !('findings' in value)) return false
  return value.version === 1 && Array.isArray(value.findings) && value.findings.every(isFinding)
}

function isFinding(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { file, rule, line, count } = value as Record<string, unknown>
  return typeof file === 'string' && typeof rule === 'string' && typeof line === 'string' && Number.isInteger(count)
}

function identity({ place, rule, source, said }: Problem): { file: string; rule: string; line: string } {
  return { file: normalize(place.file), rule, line: (source ?? said.message.code).trim().replaceAll(/\s+/g, ' ') }
}
