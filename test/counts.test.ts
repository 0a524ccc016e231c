// What there is none of in the sources, and is to come back nowhere.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'

const root = join(import.meta.dirname, '../src')
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))

const none: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['a value that is called never to fit anywhere', /\bas never\b/],
  ['a function of which nobody knows what comes out', /\brun: unknown\b|\brun: \([^)]*\) => (?:Promise<)?unknown\b/],
  ['a verb that is told by its name from outside its file', /\bisGood\(verb|case '(?:reload|status|zones|rollback)'/],
]

/** A regular expression that looks for English words in a row: what is said is data, and is put into words where it is read. */
const english =
  /(?:[(=,:[!&|?]|return)\s*\/(?![/*])(?:[^/\\\n]|\\.)*\b[a-z]{2,}(?: |\\s[+*]?)[a-z]{2,}\b(?:[^/\\\n]|\\.)*\/[dgimsuvy]*(?=[.,);\s])/

/** Texts of other programs and of the system are read there: none of ours. */
const others = /^(?:tools\/import\/|text\/zonefile\/other-format\.ts$|operate\/control\/tables\.ts$)/

/** A member without a zone, beside one that has it. */
const orProblems = /\bsubject\?: undefined\b/g
/** What the same was called elsewhere. */
const former =
  /\b(?:type|interface) (?:ReadFile|ReadText|FaceFile|FaceResult|Faces = ReadonlyMap<\s*\w+,\s*JudgedZone)\b/

t.test('one type says what came of reading a zone, or why nothing did', async (t) => {
  const found = sources.flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8')
    return [...text.matchAll(orProblems)].map(() => file)
  })
  t.same(found, ['supply/read-zone.ts'])
  const names = sources.filter((file) => former.test(readFileSync(join(root, file), 'utf8')))
  t.same(names, [])
})

t.test('the sources hold none of these', async (t) => {
  t.ok(sources.length > 400)
  const texts = sources.map((file) => [file, readFileSync(join(root, file), 'utf8')] as const)
  for (const [what, pattern] of none)
    t.same(
      texts.filter(([, text]) => pattern.test(text)).map(([file]) => file),
      [],
      what,
    )
})

t.test('no sentence that is made is taken apart again', async (t) => {
  t.match('if (/cannot find (.*)/.test(message)) return', english)
  t.match('const found =\n  /is an\\s+alias of/u.exec(text)', english)
  t.notMatch('// cannot find / is an alias / of', english)
  const found = sources.filter((file) => !others.test(file) && english.test(withoutComments(file)))
  t.same(found, [])
})

function withoutComments(file: string): string {
  return readFileSync(join(root, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
}

t.test('every property takes its cases from one place', async (t) => {
  const tests = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  )
  const own = tests.filter((file) => /from 'fast-[c]heck'/.test(readFileSync(join(import.meta.dirname, file), 'utf8')))
  t.same(own, ['support/properties.ts'])
})
