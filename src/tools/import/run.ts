// `janus import`: reads the configuration of another server, writes ours, and reports all that it does not carry over.

import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { hasError } from '../../check/read-zone.ts'
import { inEnglish } from '../../supply/english.ts'
import { loadConfig } from '../../text/config/load.ts'
import { wantsColour } from '../../text/findings/colour.ts'
import { problemsText } from '../../text/findings/text.ts'
import { Exit } from '../exit.ts'
import { loadViews, settingsAsShown } from '../loaded.ts'
import { fileBelow } from './conf-files.ts'
import { FOREIGN, type ForeignFormat } from './formats.ts'
import { type Imported, type ImportSettings, importConfig, importNamedConf } from './import.ts'
import { readSpoken } from './named-conf.ts'
import type { Lost } from './named-config.ts'
import { readOwnAddresses } from './own-addresses.ts'
import { inWordsOf } from './spoken.ts'
import { NotReadable } from './statements.ts'

export type ImportOptions = {
  readonly from: 'bind' | ForeignFormat
  readonly output: string
  readonly root?: string
  readonly keepFiles?: boolean
  readonly giveResolved?: boolean
  readonly ownAddresses?: string
}

/** Returns the exit code. */
export async function importFile(
  named: string,
  { output, from, ownAddresses, ...options }: ImportOptions,
): Promise<number> {
  const file = options.root === undefined ? named : fileBelow(options.root, named)
  let imported: ImportedFrom
  try {
    refuseUsed(output)
    const own = ownAddresses === undefined ? undefined : readOwnAddresses(ownAddresses)
    imported = importFrom(from, file, { ...options, own, progress: said })
    if (imported.zones === 0) return nothingToServe(file, imported)
    writeAll(output, imported.files)
    writeKeys(output, imported.keys)
  } catch (error) {
    if (!(error instanceof NotReadable) && !isSystemError(error) && !(error instanceof FolderInUse)) throw error
    // Where there are several lines, each begins with its own place.
    process.stderr.write(`${error.message.includes(': error: ') ? '' : 'janus import: '}${error.message}\n`)
    return Exit.failed
  }
  const refused = await refusedZones(join(output, 'janus.yaml'))
  const { problems, files } = imported
  const colour = wantsColour(process.env, process.stderr)
  if (problems.length > 0) process.stderr.write(`${problemsText(inEnglish(problems), { colour })}\n`)
  const told = sections(imported)
  const lines = [
    `${output}: janus.yaml and ${files.size - 1} zone ${files.size === 2 ? 'file' : 'files'}${keysText(imported)}`,
    ...told,
    ...(refused.length > 0 ? ['', 'refused until they are corrected (janus check says how):', ...refused] : []),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
  return told.length + refused.length > 0 || hasError(problems) ? Exit.bad : Exit.good
}

/** `server`: the name that its users know. */
type ImportedFrom = Imported & { readonly made: readonly Lost[]; readonly server: string }

function importFrom(from: ImportOptions['from'], file: string, settings: ImportSettings): ImportedFrom {
  if (from === 'bind') return { ...importNamedConf(file, settings), made: [], server: 'BIND' }
  const foreign = FOREIGN[from](file, settings)
  const imported = importConfig(file, readSpoken(file, foreign.spoken, settings), settings)
  const told = (lost: readonly Lost[]) => inWordsOf(foreign, lost)
  return {
    ...imported,
    lost: [...foreign.lost, ...told(imported.lost)],
    widened: told(imported.widened),
    signed: told(imported.signed),
    made: foreign.made,
    server: foreign.words.named ?? from,
  }
}

function keysText({ keys }: Imported): string {
  if (keys.size === 0) return ''
  return `, and ${keys.size} TSIG ${keys.size === 1 ? 'key' : 'keys'} in keys/tsig`
}

/** The sections of the report, the worst first. */
function sections({ widened, signed, resolved, lost, made, server }: ImportedFrom): string[] {
  return [
    ...section('answered to more clients than before, or left out so that it is not:', widened),
    ...section(`signed by ${server}: do not go live with these zones while a DS stands above them:`, signed),
    ...section('answered by recursion before:', resolved),
    ...section('not carried over:', lost),
    ...section('made, for a zone must have an SOA and an NS; put your own in their place:', made),
  ]
}

function section(heading: string, entries: readonly Lost[]): string[] {
  if (entries.length === 0) return []
  return ['', heading, ...entries.map(({ file, line, why }) => `  ${file}:${line}: ${why}`)]
}

function nothingToServe(file: string, imported: ImportedFrom): number {
  const lines = [`janus import: there is no zone to serve in "${file}": nothing is written`, ...sections(imported)]
  process.stderr.write(`${lines.join('\n')}\n`)
  return Exit.failed
}

/** Tells of a step that takes long. */
function said(what: string): void {
  process.stderr.write(`janus import: ${what}\n`)
}

class FolderInUse extends Error {}

function refuseUsed(folder: string): void {
  if (existsSync(resolve(folder)) && readdirSync(folder).length > 0)
    throw new FolderInUse(`"${folder}" is not empty: name another with --output`)
}

function writeAll(folder: string, files: ReadonlyMap<string, string>): void {
  makeFolder(resolve(folder))
  for (const [path, text] of files) {
    makeFolder(dirname(resolve(folder, path)))
    writeFileSync(join(folder, path), text)
  }
}

/** Writes the keys for their owner alone, and keeps them out of a git work tree around the folder. */
function writeKeys(folder: string, keys: ReadonlyMap<string, string>): void {
  if (keys.size === 0) return
  for (const path of ['keys', 'keys/tsig']) mkdirSync(join(folder, path), { mode: 0o700 })
  writeFileSync(join(folder, 'keys/.gitignore'), '*\n')
  for (const [path, text] of keys) writeFileSync(join(folder, path), text, { mode: 0o600 })
}

/** Makes the folder and those missing above it. Node's `recursive` never ends where the system makes no folder, as in /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return
  makeFolder(dirname(path))
  mkdirSync(path)
}

/** Zones that Janus would refuse: what named serves with a warning may be an error here. */
async function refusedZones(config: string): Promise<string[]> {
  const { settings, problems } = loadConfig(config)
  if (settings === undefined)
    return inEnglish(problems).map(({ place, message }) => `  ${place.file}:${place.line}: ${message}`)
  const { faces } = await loadViews(settingsAsShown(settings))
  // Zones of primaries have not been fetched yet.
  const refused = faces.filter(({ zone, face }) => zone === undefined && face.source.kind !== 'primary')
  return [...new Set(refused.map(({ name }) => `  ${name}`))]
}

function isSystemError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error
}
