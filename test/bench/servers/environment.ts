// What child processes get for their environment: ours, but for what a test runner puts into every Node below it.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

export const environment: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: '1' }
delete environment.NODE_OPTIONS
delete environment.FORCE_COLOR

/** Node keeps compiled code there, so that no run finds what another left. */
export function useCompileCache(folder: string): void {
  const path = join(folder, 'compile-cache')
  mkdirSync(path, { recursive: true })
  environment.NODE_COMPILE_CACHE = path
}
