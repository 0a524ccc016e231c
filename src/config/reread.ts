// The configuration read again and again, as reloads do: where it and the files of secrets hold what they held, so does the
// result.

import { readRegular } from '../system/regular-file.ts'
import { MAX_SECRET } from './access.ts'
import { type LoadedConfig, loadConfig, parseConfig, readConfigFile } from './load.ts'

/** Gives what loadConfig() gives. */
export function configReader(path: string): () => LoadedConfig {
  let last: { readonly bytes: Buffer; readonly named: string; readonly config: LoadedConfig } | undefined
  return () => {
    let bytes: Buffer
    try {
      bytes = readConfigFile(path)
    } catch {
      return loadConfig(path)
    }
    if (last?.bytes.equals(bytes) && last.named === contentOf(last.config)) return last.config
    const config = parseConfig(path, bytes)
    last = { bytes, named: contentOf(config), config }
    return config
  }
}

function contentOf({ named = [] }: LoadedConfig): string {
  return JSON.stringify(named.map(content))
}

function content(path: string): string {
  try {
    return readRegular(path, MAX_SECRET).toString('latin1')
  } catch {
    return ''
  }
}
