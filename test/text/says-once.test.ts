// The tables of what is said: several of them go into one, so a code that two of them have would say the sentence of the other.

import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { loadLanguage } from '../../src/check/lang/language.ts'
import type { Says } from '../../src/dns/said.ts'
import { speaker } from '../../src/text/findings/wording.ts'
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

const JAPANESE = '[\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Han}ー]'
const UNSPACED = new RegExp(`[A-Za-z0-9]${JAPANESE}|${JAPANESE}[A-Za-z0-9]`, 'u')

t.test('Japanese texts have a space beside Latin letters, and one word for a rule', async (t) => {
  const texts: string[] = Object.values((await loadLanguage('ja'))!.rules).flatMap(({ why, says }) => [
    why,
    ...Object.values(says).flatMap(({ message, fix, related }) => [message, fix ?? '', related ?? '']),
  ])
  for (const room of globSync('**/says.ts', { cwd: root }))
    for (const rows of tablesOf(await import(join(root, room))))
      for (const [, japanese] of Object.values(rows) as (readonly string[])[]) texts.push(String(japanese))
  t.ok(texts.length > 2000, `${texts.length}`)
  t.same(
    texts.filter((text) => UNSPACED.test(text.replaceAll(/\{\w+\}/g, ' ')) || text.includes('ルール')),
    [],
  )
})

t.test('a loan word is spelt one way, in texts and in the documents', (t) => {
  const at = ['src/**/says.ts', 'src/**/*-says.ts', 'src/check/lang/ja*.ts', 'src/operate/errors.ts', '**/README.ja.md']
  const files = globSync(at, { cwd: join(root, '..'), exclude: ['node_modules'] })
  t.ok(files.length > 30, `${files.length} files`)
  const text = files.map((file) => readFileSync(join(root, '..', file), 'utf8')).join('\n')
  const words = new Set(text.match(/[ァ-ヴー]{2,}/g))
  const short = [...words].filter((word) => !word.endsWith('ー'))
  // "サーバー" beside "サーバ", or "ネームサーバ".
  const long = [...words].filter((word) => word.endsWith('ー') && word.length > 3)
  t.same(
    long.flatMap((word) => short.filter((one) => one.endsWith(word.slice(0, -1))).map((one) => `${word}, ${one}`)),
    [],
  )
  t.end()
})

t.test('and beside what is put into them', async (t) => {
  const rows: Says = { wanted: ['{a}', '{a}を指定し、鍵は{b}と{c}です'], differs: ['any or leaks', 'any か leaks'] }
  const parameters = { a: { code: 'differs' }, b: '"x"', c: 2 }
  t.equal(speaker(rows, 'ja').text({ code: 'wanted', parameters }), 'any か leaks を指定し、鍵は "x" と 2 です')
  t.equal(speaker(rows, 'ja').fill('{a}を', { a: '名前' }), '名前を')
  t.equal(speaker(rows, 'ja').fill('"{a}" を', { a: 'a' }), '"a" を')
  t.equal(speaker(rows, 'en').text({ code: 'wanted', parameters }), 'any or leaks')
})
