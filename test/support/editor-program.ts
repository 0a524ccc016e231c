// zonecheck where an editor looks for it, and a home for the editor that is nobody's.

import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { zonecheckProgram } from './program.ts'

export function editorEnvironment(folder: string): NodeJS.ProcessEnv {
  const program = join(folder, 'zonecheck')
  writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${zonecheckProgram}' "$@"\n`)
  chmodSync(program, 0o755)
  return {
    ...process.env,
    NODE_OPTIONS: '',
    PATH: `${folder}:${process.env.PATH}`,
    HOME: folder,
    SHOWN: join(folder, 'shown'),
    XDG_CACHE_HOME: join(folder, 'cache'),
    XDG_STATE_HOME: join(folder, 'state'),
    XDG_DATA_HOME: join(folder, 'data'),
  }
}
