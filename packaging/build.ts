// Makes dist/, or another folder that is named: the programs as a few files, since finding and linking hundreds takes longer
// than running them, and the types of the library. Packages stay outside: they are installed beside us.

import { execFileSync } from 'node:child_process'
import { globSync, rmSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { type BuildOptions, build } from 'esbuild'

const root = join(import.meta.dirname, '..')
const dist = resolve(process.argv[2] ?? join(root, 'dist'))

const common = {
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node22.18',
  packages: 'external',
} satisfies BuildOptions

/** What is started by its file: the commands, and everything that runs as a thread. */
const programs = globSync(['src/cli/*-main.ts', 'src/**/*-thread.ts'], { cwd: root })

if (process.argv[2] === undefined) rmSync(dist, { recursive: true, force: true })
// All in one folder: a thread is found beside whatever file its starter has become a part of.
await build({
  ...common,
  entryPoints: programs.map((path) => ({ in: path, out: basename(path, '.ts') })),
  outdir: join(dist, 'program'),
  splitting: true,
})
await build({ ...common, entryPoints: ['src/index.ts'], outdir: dist })
const tsc = join(root, 'node_modules/typescript/bin/tsc')
execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--outDir', dist], { cwd: root, stdio: 'inherit' })
