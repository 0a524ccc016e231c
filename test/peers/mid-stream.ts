// A zone whose transfer takes several messages, and what is seen of its versions while a server is stopped in the middle of one.

import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import { dig } from '../support/janus.ts'
import { becomes } from './outliving.ts'
import { sources } from './primary-kinds.ts'

const HOSTS = 12_000
/** Of a stream of some 350,000. */
export const HELD_AT = 100_000
/** Nothing but being told, or what was known before, brings a change. */
export const zoneText = (serial: number) =>
  `$TTL 60\n@ SOA ns hostmaster ${serial} 1d 1d 4w 60\n@ NS ns\nns A 192.0.2.1\n${Array.from(
    { length: HOSTS },
    (_, i) => `h${i} A 10.${serial}.${i >> 8}.${i & 255}\n`,
  ).join('')}`

export const signals = ['SIGKILL', 'SIGTERM'] as const

export function change(folder: string, serial: number): void {
  writeFileSync(join(folder, 'new'), zoneText(serial))
  renameSync(join(folder, 'new'), join(folder, 'external.zone'))
}

/** The versions of which it serves hosts: the first, one in the middle, the last. */
export async function versionsAt(port: number): Promise<string> {
  const names = [0, HOSTS / 2, HOSTS - 1].map((i) => `h${i}.example.com`)
  const answers = await Promise.all(names.map((name) => dig(port, '@127.0.0.1', '-b', sources.external, name, 'A')))
  return answers.map(([first]) => / A 10\.(\d+)\./.exec(first!)?.[1] ?? first).join(' ')
}

export async function serves(t: Test, port: number, version: number, what: string): Promise<void> {
  const wanted = `${version} ${version} ${version}`
  t.equal(
    await becomes(
      () => versionsAt(port),
      (seen) => seen === wanted,
    ),
    wanted,
    what,
  )
}
