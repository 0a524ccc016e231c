// The configuration read again and again, as reloads do: where it and the files of secrets hold what they held, so does the
// result.

import { readSecretFile } from './access.ts'
import { type LoadedConfig, loadConfig, parseConfig, readConfigFile } from './load.ts'
import type { NamedFile } from './source-text.ts'

/** Gives what loadConfig() gives. */
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

function holdsWhatItHeld({ path, content }: NamedFile): boolean {
  try {
    return readSecretFile(path) === content
  } catch {
    return content === ''
  }
}
