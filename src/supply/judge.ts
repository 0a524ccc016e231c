// The judge of a zone: the rules that counted when a loader read it, each with its severity, and the program that asked them. A zone that
// another judge passed is judged again, whether it lies in the state folder or in this process.

import { hash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ActiveRule } from '../check/walk.ts'

/** Of the folder with the program's code, where the build has written it. */
export const DIGEST_FILE = 'digest.txt'

/** Undefined where a rule looks at the clock: its verdict does not hold until it is asked the next time. */
export function judgeOf(rules: readonly ActiveRule[], program: string): string | undefined {
  if (asksTime(rules)) return undefined
  const asked = rules.map(({ rule, severity }) => [rule.name, severity])
  return hash('sha256', JSON.stringify([program, asked]), 'hex')
}

export function asksTime(rules: readonly ActiveRule[]): boolean {
  return rules.some(({ rule }) => rule.asksTime)
}

/** Of the code that this process runs: a version number stays the same while somebody works on it. */
export function programDigest(): string {
  known ??= readDigest()
  return known
}

let known: string | undefined

function readDigest(): string {
  return import.meta.url.endsWith('.ts')
    ? digestOf(join(import.meta.dirname, '..'))
    : readFileSync(join(import.meta.dirname, DIGEST_FILE), 'utf8')
}

/** Of all code in a folder, in hex. */
export function digestOf(folder: string): string {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => /\.[jt]s$/.test(path))
  const files = paths.sort().map((path) => `${path} ${hash('sha256', readFileSync(join(folder, path)), 'hex')}`)
  return hash('sha256', files.join('\n'), 'hex')
}
