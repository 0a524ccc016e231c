// Reads the grammar of dnsmasq.conf: `option` or `option=value` on a line, included files and folders, and values in parts between commas.
// The callers know what they mean.

import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { whyUnreadable } from '../../../text/zonefile/content.ts'
import type { Faults, Spot } from '../faults.ts'
import { linesOf, NOT_UTF8 } from '../text-file.ts'

export type Option = { readonly key: string; readonly value: string; readonly at: Spot }

const DEEPEST = 20
const MOST_FILES = 1000

type Reading = { readonly faults: Faults; readonly root: string; readonly files: { read: number } }

export function readOptions(path: string, faults: Faults, root: string): Option[] {
  return optionsOf(path, { faults, root, files: { read: 0 } }, 0)
}

function optionsOf(path: string, reading: Reading, depth: number): Option[] {
  return linesOf(path).flatMap((text, i): Option[] => {
    const line = withoutComment(text).trim()
    if (line === '') return []
    const at: Spot = { file: path, line: i + 1, column: text.length - text.trimStart().length + 1 }
    const [, key = '', value = ''] = /^([a-zA-Z0-9-]+)\s*(?:=\s*(.*))?$/s.exec(line) ?? []
    if (key === '') {
      reading.faults.add(at, `cannot read "${line}": write option=value`)
      return []
    }
    if (value.includes(NOT_UTF8)) {
      reading.faults.add(at, `${key}: it has octets that are no UTF-8`)
      return []
    }
    if (key === 'conf-file' || key === 'conf-dir') return included({ key, value, at }, reading, depth)
    return [{ key, value, at }]
  })
}

/** `#` begins a comment at the start of a line or behind a blank, and not in quotes. */
function withoutComment(text: string): string {
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '"' && text[i - 1] !== '\\') quoted = !quoted
    else if (text[i] === '#' && !quoted && (i === 0 || /\s/.test(text[i - 1]!))) return text.slice(0, i)
  }
  return text
}

function included({ key, value, at }: Option, reading: Reading, depth: number): Option[] {
  const { faults, root, files: count } = reading
  if (depth > DEEPEST || ++count.read > MOST_FILES) {
    faults.add(at, `more than ${MOST_FILES} files are included; does one include itself?`)
    return []
  }
  const [path = '', ...endings] = value.split(',').map((one) => one.trim())
  try {
    const files = key === 'conf-file' ? [below(root, path)] : filesIn(below(root, path), endings)
    return files.flatMap((file) => optionsOf(file, reading, depth + 1))
  } catch (error) {
    faults.add(at, `${key}=${value}: ${whyUnreadable(error)}`)
    return []
  }
}

/** dnsmasq(8), conf-dir: leaves out files with these endings; endings with a star in front are the only ones to take. */
export function filesIn(folder: string, endings: readonly string[] = []): string[] {
  const only = endings.filter((one) => one.startsWith('*')).map((one) => one.slice(1))
  const without = endings.filter((one) => !one.startsWith('*'))
  return readdirSync(folder)
    .filter((name) => !/^\.|~$|^#.*#$/.test(name) && !without.some((one) => name.endsWith(one)))
    .filter((name) => only.length === 0 || only.some((one) => name.endsWith(one)))
    .sort()
    .map((name) => join(folder, name))
}

export function below(root: string, path: string): string {
  return join(resolve(root), resolve('/', path))
}

/** Escapes in quotes (dnsmasq, option.c); other signs behind a backslash stand for themselves. */
const ESCAPES: { readonly [sign: string]: string } = { t: '\t', n: '\n', e: '\x1b', b: '\b', r: '\r' }

/** The parts between commas; a part in quotes stays whole, and loses its quotes. */
export function partsOf(value: string): string[] {
  if (value === '') return []
  return [...value.matchAll(/\s*(?:"((?:[^"\\]|\\.)*)"|([^,]*))\s*(?:,|$)/g)]
    .filter((match) => match.index < value.length || value.endsWith(','))
    .map(
      ([, quoted, plain = '']) =>
        quoted?.replaceAll(/\\(["\\tnebr])/g, (_, sign: string) => ESCAPES[sign] ?? sign) ?? plain.trim(),
    )
}
