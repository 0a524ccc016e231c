// What the files of a folder import, as their text says.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export type Import = {
  /** Path in the folder. */
  readonly from: string
  /** First part of it. */
  readonly folder: string
  readonly specifier: string
  /** It brings a value, and as soon as the file itself is read: not types alone, not `import()`. */
  readonly atStart: boolean
  /** It brings nothing that is there when the program runs. */
  readonly onlyTypes: boolean
}

export function importsOf(folder: string): {
  readonly sources: readonly string[]
  readonly imports: readonly Import[]
} {
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file))
  const imports = sources.flatMap((from) => {
    const text = readFileSync(join(folder, from), 'utf8')
    const found = (specifier: string, atStart: boolean, onlyTypes = false): Import => ({
      from,
      folder: from.split('/')[0]!,
      specifier,
      atStart,
      onlyTypes,
    })
    const named = text.matchAll(/^(?:import|export)\b([^'\n]*(?:\n [^'\n]*)*(?:\n?\} )?)from '([^']+)'$/gm)
    return [
      ...Array.from(named, ([, names, specifier]) => found(specifier!, !typesOnly(names!), typesOnly(names!))),
      ...Array.from(text.matchAll(/\bimport\('([^']+)'\)/g), ([, specifier]) => found(specifier!, false)),
      ...Array.from(text.matchAll(/^import '([^']+)'$/gm), ([, specifier]) => found(specifier!, true)),
    ]
  })
  return { sources, imports }
}

function typesOnly(names: string): boolean {
  if (/^\s*type\b/.test(names)) return true
  const each = names.replaceAll(/[{}]/g, '').split(',')
  return each.filter((name) => name.trim() !== '').every((name) => /^\s*type\b/.test(name))
}
