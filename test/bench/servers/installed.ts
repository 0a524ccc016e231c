// Janus as npm installs it: what is measured is what users run. The sources take longer to start.

import { execFileSync } from 'node:child_process'
import { cpSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { environment } from './environment.ts'

const checkout = join(import.meta.dirname, '../../..')
let root: string | undefined

/** Called once, before any server is started. */
export function installInto(folder: string): void {
  root = install(checkout, join(folder, 'janus-dns'))
}

/** What npm would make of a checkout, in the folder `made`, which it returns. */
export function install(checkout: string, made: string): string {
  execFileSync(process.execPath, [join(checkout, 'packaging/build.ts'), join(made, 'dist')], { env: environment })
  for (const name of ['start.js', 'janus.js', 'zonecheck.js'])
    cpSync(join(checkout, 'src/cli', name), join(made, 'src/cli', name))
  cpSync(join(checkout, 'package.json'), join(made, 'package.json'))
  symlinkSync(join(checkout, 'node_modules'), join(made, 'node_modules'))
  return made
}

/** What a command is started by; from the sources where nothing was installed. */
export function programOf(command: 'janus' | 'zonecheck'): string {
  return sourceProgram(command, root)
}

/** There a profile names the files that people know. */
export function sourceProgram(command: 'janus' | 'zonecheck', folder = checkout): string {
  return join(folder, 'src/cli', `${command}.js`)
}
