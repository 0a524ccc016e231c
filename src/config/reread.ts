// The configuration read again and again, as reloads do: where the file holds what it held, so does the result.

import { type LoadedConfig, loadConfig, parseConfig, readConfigFile } from './load.ts'

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
    if (!last?.bytes.equals(bytes)) last = { bytes, config: parseConfig(path, bytes) }
    return last.config
  }
}
