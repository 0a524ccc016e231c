// Loaded into every test before all else (.taprc): the threads of a server that runs inside a test start from what `npm test` has
// built, see program.ts. From the sources each would load hundreds of modules first, which takes ten times as long as its work.

import { existsSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import workers, { type WorkerOptions } from 'node:worker_threads'

const programs = process.env.JANUS_PROGRAMS

if (programs !== undefined && workers.isMainThread) {
  const built = join(programs, '../../dist/program')
  const Worker = workers.Worker
  workers.Worker = class extends Worker {
    constructor(script: string | URL, options?: WorkerOptions) {
      super(builtOf(script, built), options)
    }
  }
  syncBuiltinESMExports()
}

function builtOf(script: string | URL, built: string): string | URL {
  const [, name] = /\/src\/(?:.+\/)?([a-z-]+-thread)\.ts$/.exec(String(script)) ?? []
  const path = join(built, `${name}.js`)
  return name !== undefined && existsSync(path) ? path : script
}
