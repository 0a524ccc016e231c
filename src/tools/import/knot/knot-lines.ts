// Reads the grammar of knot.conf: sections, in them items of `key: value`, each item begun by its identifier behind a dash, and values
// alone or as `[a, b]` or as lines with dashes. The callers know what they mean.

import { globSync, statSync } from 'node:fs'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import type { Faults, Spot } from '../faults.ts'
import { linesOf } from '../text-file.ts'

export type Value = { readonly key: string; readonly values: readonly string[]; readonly at: Spot }
export type Item = { readonly section: string; readonly values: Value[]; readonly at: Spot }

const LINE = /^(\s*)(- *)?(?:([a-zA-Z][a-zA-Z0-9-]*)\s*:(?=\s|$))?\s*(.*)$/s
const DEEPEST = 100
const MOST_FILES = 1000

export function readKnotItems(path: string, faults: Faults, root = '/'): Item[] {
  const items: Item[] = []
  readFile(path, items, { faults, root, depth: 0, files: { read: 0 } })
  return items
}

type Reading = {
  readonly faults: Faults
  readonly root: string
  readonly depth: number
  readonly files: { read: number }
}

function readFile(path: string, items: Item[], reading: Reading): void {
  let section: string | undefined
  let open: string[] | undefined
  for (const [i, text] of linesOf(path).entries()) {
    const line = withoutComment(text)
    if (line.trim() === '') continue
    const [, indent = '', dash, key, rest = ''] = LINE.exec(line)!
    const at: Spot = { file: path, line: i + 1, column: indent.length + (dash?.length ?? 0) + 1 }
    const values = key === undefined && dash === undefined ? undefined : valuesOf(rest, at, reading.faults)
    if (values === undefined)
      reading.faults.add(at, `cannot read "${line.trim()}": a key with a colon has to stand here`)
    else if (key === 'include' && indent === '' && dash === undefined) include(values[0] ?? '', at, items, reading)
    else if (key === undefined) {
      if (open === undefined) reading.faults.add(at, 'this value is of no key')
      else open.push(...values)
    } else if (indent === '' && dash === undefined) {
      section = key
      open = undefined
      if (values.length > 0) reading.faults.add(at, `"${key}:" begins a section, and has no value`)
      else if (!IDENTIFIED.has(key)) items.push({ section: key, values: [], at })
    } else if (section === undefined) reading.faults.add(at, `"${key}:" stands in no section`)
    else open = addValue({ key, values, at }, section, dash !== undefined, items, reading.faults)
  }
}

/** Sections that are lists of items with identifiers. */
const IDENTIFIED: ReadonlySet<string> = new Set([
  'key',
  'remote',
  'remotes',
  'acl',
  'submission',
  'policy',
  'template',
  'zone',
  'log',
  'keystore',
  'dnskey-sync',
  'external',
  'mod-rrl',
  'mod-queryacl',
  'mod-geoip',
  'mod-synthrecord',
  'mod-dnsproxy',
  'mod-onlinesign',
  'mod-stats',
  'mod-cookies',
  'mod-dnstap',
  'mod-noudp',
  'mod-whoami',
  'mod-probe',
  'mod-authsignal',
  'statistics-module',
])

function addValue(value: Value, section: string, begins: boolean, items: Item[], faults: Faults): string[] {
  const values = [...value.values]
  const one: Value = { ...value, values }
  const own = items.at(-1)
  if (begins) items.push({ section, values: [one], at: value.at })
  else if (own?.section === section) own.values.push(one)
  else faults.add(value.at, `"${value.key}:" is of no item of "${section}:": an item begins with "- id:"`)
  return values
}

/** The line without its comment, which `#` begins anywhere but in quotes. */
function withoutComment(text: string): string {
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '"' && text[i - 1] !== '\\') quoted = !quoted
    else if (text[i] === '#' && !quoted) return text.slice(0, i)
  }
  return text
}

const VALUE = /\s*(?:"((?:[^"\\]|\\.)*)"|([^\s"[\],][^\s,\]]*))\s*(,|$)?/y

function valuesOf(text: string, at: Spot, faults: Faults): string[] {
  const trimmed = text.trim()
  const isList = trimmed.startsWith('[')
  if (isList && !trimmed.endsWith(']')) faults.add(at, '"[" is not closed on its line')
  const inner = isList ? trimmed.slice(1).replace(/\]$/, '').trim() : trimmed
  const values: string[] = []
  VALUE.lastIndex = 0
  while (VALUE.lastIndex < inner.length) {
    const match = VALUE.exec(inner)
    if (match === null) {
      faults.add(at, `cannot read the value ${inner}`)
      return []
    }
    values.push(match[1]?.replaceAll(/\\(.)/g, '$1') ?? match[2]!)
  }
  return values
}

/** Includes a file, a folder of *.conf files, or what a pattern matches; the path starts from the folder of the including file. */
function include(written: string, at: Spot, items: Item[], reading: Reading): void {
  if (reading.depth > DEEPEST || ++reading.files.read > MOST_FILES) {
    reading.faults.add(at, `more than ${MOST_FILES} files are included; does one include itself?`)
    return
  }
  const path = isAbsolute(written) ? join(resolve(reading.root), written) : resolve(dirname(at.file), written)
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
  const paths = isFolder
    ? globSync(join(path, '*.conf')).sort()
    : /[*?[]/.test(written)
      ? globSync(path).sort()
      : [path]
  for (const one of paths)
    try {
      readFile(one, items, { ...reading, depth: reading.depth + 1 })
    } catch (error) {
      reading.faults.add(at, `include "${written}": ${error instanceof Error ? error.message : error}`)
    }
}

/** All values of a key. knot.conf(5): a key that takes several may stand several times. */
export function valuesIn(item: Item | undefined, key: string): readonly string[] {
  return item?.values.filter((one) => one.key === key).flatMap(({ values }) => values) ?? []
}

/** The value of a key that takes one: the last written. */
export function valueIn(item: Item | undefined, key: string): string | undefined {
  return valuesIn(item, key).at(-1)
}

export function placeOf(item: Item, key: string): Spot {
  return item.values.findLast((one) => one.key === key)?.at ?? item.at
}
