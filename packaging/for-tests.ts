// Makes .tap/programs, a folder laid out as the package is where it is installed: what tests start, see test/support/program.ts.

import { execFileSync } from 'node:child_process'
import { cpSync, globSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const folder = join(root, '.tap/programs')

rmSync(folder, { recursive: true, force: true })
mkdirSync(join(folder, 'src/cli'), { recursive: true })
for (const path of ['package.json', ...globSync('src/cli/*.js', { cwd: root })])
  cpSync(join(root, path), join(folder, path))
execFileSync(process.execPath, [join(import.meta.dirname, 'build.ts'), join(folder, 'dist')], { stdio: 'inherit' })
