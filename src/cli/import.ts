// `janus import`: BIND's configuration read, ours written, and all that is not carried over told.

import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { hasError } from '../check/read-zone.ts'
import { loadConfig } from '../config/load.ts'
import { type Imported, importNamedConf } from '../importer/import.ts'
import { NotReadable } from '../importer/statements.ts'
import { wantsColour } from '../report/colour.ts'
import { problemsText } from '../report/text.ts'
import { loadViews } from '../server/load.ts'
import { Exit } from './exit.ts'
import { asShown } from './loaded.ts'

export type ImportOptions = { readonly output: string }

/** Gives the exit code. */
export function importFile(file: string, { output }: ImportOptions): number {
  let imported: Imported
  try {
    imported = importNamedConf(file)
    writeAll(output, imported.files)
  } catch (error) {
    if (!(error instanceof NotReadable) && !isSystemError(error) && !(error instanceof FolderInUse)) throw error
    process.stderr.write(`janus import: ${error.message}\n`)
    return Exit.failed
  }
  const refused = refusedZones(join(output, 'janus.yaml'))
  const { lost, problems, files } = imported
  const colour = wantsColour(process.env, process.stderr)
  if (problems.length > 0) process.stderr.write(`${problemsText(problems, { colour })}\n`)
  const lines = [
    `${output}: janus.yaml and ${files.size - 1} zone ${files.size === 2 ? 'file' : 'files'}`,
    ...(lost.length > 0
      ? ['', 'not carried over:', ...lost.map(({ file, line, why }) => `  ${file}:${line}: ${why}`)]
      : []),
    ...(refused.length > 0 ? ['', 'refused until they are mended (janus check says how):', ...refused] : []),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
  return lost.length + refused.length > 0 || hasError(problems) ? Exit.findings : Exit.clean
}

class FolderInUse extends Error {}

function writeAll(folder: string, files: ReadonlyMap<string, string>): void {
  makeFolder(resolve(folder))
  if (readdirSync(folder).length > 0) throw new FolderInUse(`"${folder}" is not empty: name another with --output`)
  for (const [path, text] of files) {
    makeFolder(dirname(resolve(folder, path)))
    writeFileSync(join(folder, path), text)
  }
}

/** With what is missing above it. Node's `recursive` never ends where the system does not let a folder be made, as in /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return
  makeFolder(dirname(path))
  mkdirSync(path)
}

/** What named serves with a warning may be an error here. */
function refusedZones(config: string): string[] {
  const { settings, problems } = loadConfig(config)
  if (settings === undefined) return problems.map(({ place, message }) => `  ${place.file}:${place.line}: ${message}`)
  const refused = loadViews(settings, { show: asShown }).faces.filter(({ zone }) => zone === undefined)
  return [...new Set(refused.map(({ name }) => `  ${name}`))]
}

function isSystemError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error
}
