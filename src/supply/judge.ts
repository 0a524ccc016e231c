// The judge of a zone: the rules that counted when a loader read it, each with its severity, and the program that asked them. We judge a
// zone again that another judge passed, whether it lies in the state folder or in this process.

import { hash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ActiveRule } from '../check/walk.ts'

/** The file with the digest of the program's code, which the build writes beside it. */
export const DIGEST_FILE = 'digest.txt'

/** The judge's identity; undefined where a rule looks at the clock, because its verdict may be another next time. */
export function judgeOf(rules: readonly ActiveRule[], program: string): string | undefined {
  if (asksTime(rules)) return undefined
  const asked = rules.map(({ rule, severity }) => [rule.name, severity])
  return hash('sha256', JSON.stringify([program, asked]), 'hex')
}

export function asksTime(rules: readonly ActiveRule[]): boolean {
  return rules.some(({ rule }) => rule.asksTime)
}

/** The digest of the code that this process runs: a version number does not change with each edit. */
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

/** The digest of all code in a folder, in hex. */
export function digestOf(folder: string): string {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => /\.[jt]s$/.test(path))
  const files = paths.sort().map((path) => `${path} ${hash('sha256', readFileSync(join(folder, path)), 'hex')}`)
  return hash('sha256', files.join('\n'), 'hex')
}
