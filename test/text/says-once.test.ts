// The tables of what is said: several of them go into one, so a code that two of them have would say the sentence of the other.

import { globSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { englishIn } from '../support/english-words.ts'

const root = join(import.meta.dirname, '../../src')

type Rows = Readonly<Record<string, unknown>>

/** The console says what it says by itself. */
const rooms = globSync('**/says.ts', { cwd: root }).filter((file) => !file.startsWith('console/'))

function tablesOf(exported: Rows): Rows[] {
  return Object.values(exported).filter(
    (one): one is Rows => typeof one === 'object' && one !== null && Object.values(one).every(Array.isArray),
  )
}

t.test('each code stands in one table, and says what that has', async (t) => {
  t.ok(rooms.length > 20)
  const first = new Map<string, { readonly row: unknown; readonly room: string }>()
  const twice: string[] = []
  for (const room of rooms)
    for (const rows of tablesOf(await import(join(root, room))))
      for (const [code, row] of Object.entries(rows)) {
        const known = first.get(code)
        if (known === undefined) first.set(code, { row, room })
        else if (known.row !== row) twice.push(`${code}: ${known.room} and ${room}`)
      }
  t.ok(first.size > 1000)
  t.same(twice, [])
})

t.test('no Japanese text has an English sentence in it, and commands stand in quotes', async (t) => {
  const found: string[] = []
  for (const room of rooms)
    for (const rows of tablesOf(await import(join(root, room))))
      for (const [code, [, japanese]] of Object.entries(rows) as [string, readonly string[]][])
        if (englishIn(String(japanese).replaceAll(/\{\w+\}/g, '1')) !== undefined) found.push(`${code}: ${japanese}`)
  t.same(found, [])
})
