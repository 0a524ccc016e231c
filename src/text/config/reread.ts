// Reads the configuration again and again, as reloads do: while it and the files that it names hold what they held, the result is the same
// object.

import { statSync } from 'node:fs'
import { readSecretFile } from './access.ts'
import { type LoadedConfig, loadConfig, parseConfig, readConfigFile } from './load.ts'
import { lookInto } from './named-folder.ts'
import type { NamedFile, NamedFinding, NamedFolder } from './source-text.ts'

/** A function that gives what loadConfig() gives. */
export function configReader(path: string): () => LoadedConfig {
  let last: { readonly bytes: Buffer; readonly config: LoadedConfig } | undefined
  return () => {
    let bytes: Buffer
    try {
      bytes = readConfigFile(path)
    } catch {
      return loadConfig(path)
    }
    const holds = last?.bytes.equals(bytes) && (last.config.named ?? []).every(holdsWhatItHeld)
    if (!last || !holds) last = { bytes, config: parseConfig(path, bytes) }
    return last.config
  }
}

/** Whether a file, folder or finding that the configuration names is what it was. */
export function holdsWhatItHeld(named: NamedFile | NamedFolder | NamedFinding): boolean {
  if ('look' in named) return JSON.stringify(named.look()) === named.found
  return 'folder' in named ? isSameFolder(named) : isSameFile(named)
}

function isSameFolder({ folder, mode, names }: NamedFolder): boolean {
  const now = lookInto(folder)
  return now.mode === mode && (names === undefined || now.names?.join('/') === names.join('/'))
}

function isSameFile({ path, content, mode }: NamedFile): boolean {
  try {
    if (mode !== undefined && statSync(path).mode !== mode) return false
    return readSecretFile(path) === content
  } catch {
    return content === ''
  }
}
