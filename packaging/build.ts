// Makes dist/, or another folder that is named: the programs as a few files, since finding and linking hundreds takes longer
// than running them. The packages that every start needs become part of them; the others are found where they are installed,
// when they are wanted. With them go the manual pages and what makes shells complete commands. The types of the library are made
// by tsc.

import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { type BuildOptions, build, type Plugin } from 'esbuild'
import { DIGEST_FILE, digestOf } from '../src/supply/judge.ts'
import { builtinsOnDemand } from './builtins-on-demand.ts'
import { writeConsole } from './console.ts'
import { buildJoined } from './joined.ts'
import { writeManual } from './manual/build.ts'
import { needsNode } from './needs-node.ts'
import { OUTSIDE } from './outside.ts'
import { writePages } from './pages.ts'

/** It starts for each save in an editor, and for each commit. */
const ZONECHECK = 'src/cli/zonecheck-main.ts'

const root = join(import.meta.dirname, '..')
const dist = resolve(process.argv[2] ?? join(root, 'dist'))
const program = join(dist, 'program')

const SHARED: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node22.18',
  // Without comments: see holdToAscii().
  minifyWhitespace: true,
  legalComments: 'none',
  // Lines that the stack of a fault can name.
  lineLimit: 160,
  external: OUTSIDE,
  plugins: [serverApart(), koffiRequired(), builtinsOnDemand()],
  // Packages of CommonJS ask for modules of Node.
  banner: { js: "const require = process.getBuiltinModule('module').createRequire(import.meta.url)" },
}

if (process.argv[2] === undefined) rmSync(dist, { recursive: true, force: true })
// What is shared by programs would be in files of its own: those that start often, and the server's threads, share nothing.
const alone = [ZONECHECK, ...globSync('src/**/*-thread.ts', { cwd: root })].map((path) => [path])
const groups = [...alone, [...globSync('src/cli/*-main.ts', { cwd: root, exclude: [ZONECHECK] }), 'src/index.ts']]
const inputs = (
  await Promise.all([
    ...groups.map(buildPrograms),
    buildJoined('src/cli/serve.ts', 'serve', program, SHARED),
    writeConsole(program),
  ])
).flat()
writePages(program)
for (const path of globSync('*.js', { cwd: program })) holdToAscii(join(program, path))
writeFileSync(join(program, 'LICENSES.txt'), licencesOf(inputs))
// What another build judged is judged again.
writeFileSync(join(program, DIGEST_FILE), digestOf(program))
// https://reproducible-builds.org/specs/source-date-epoch/
await writeManual(dist, Number(process.env.SOURCE_DATE_EPOCH ?? Math.floor(Date.now() / 1000)))
// The library shares the files of the commands: threads are found beside them.
writeFileSync(join(dist, 'index.js'), "import './needs-node.js'\nexport * from './program/index.js'\n")
writeFileSync(join(dist, 'needs-node.js'), needsNode())

/** All in one folder: a thread is found beside whatever file its starter has become a part of. Gives the files that went in. */
async function buildPrograms(paths: readonly string[]): Promise<string[]> {
  const { metafile } = await build({
    ...SHARED,
    entryPoints: paths.map((path) => ({ in: path, out: basename(path, '.ts') })),
    outdir: program,
    // A thread is one file, with what it imports on demand. So is zonecheck: to find and link fifty costs it more than all else.
    splitting: !paths[0]!.endsWith('-thread.ts') && paths[0] !== ZONECHECK,
    metafile: true,
  })
  return Object.keys(metafile.inputs)
}

/** With one character that is not of Latin-1 Node keeps all of a file, in each thread, in two octets a character. */
function holdToAscii(path: string): void {
  const strange = /[^\0-\x7f]/.exec(readFileSync(path, 'utf8'))
  if (strange) throw new Error(`write "${strange[0]}" with an escape: ${path} has it outside of texts`)
}

/** `janus serve` is a program of its own to the other commands, and what serves an editor is one to zonecheck. */
function serverApart(): Plugin {
  return {
    name: 'server-apart',
    setup: ({ onResolve }) => {
      onResolve({ filter: /^\.\/(serve|lsp-main)\.ts$/ }, ({ path }) => ({
        path: path.replace(/ts$/, 'js'),
        external: true,
      }))
    },
  }
}

/** koffi has two faces, and that of ES modules takes all of node:fs with it, streams and promises too. */
function koffiRequired(): Plugin {
  return {
    name: 'koffi-required',
    setup: ({ onResolve, onLoad }) => {
      onResolve({ filter: /^koffi$/ }, ({ path, kind }) =>
        kind === 'dynamic-import' ? { path, namespace: 'required' } : { path, external: true },
      )
      onLoad({ filter: /.*/, namespace: 'required' }, ({ path }) => ({
        contents: `module.exports = require('${path}')`,
      }))
    },
  }
}

/** What the packages that became part of the programs want to be said of them. */
function licencesOf(inputs: readonly string[]): string {
  const folders = new Set(inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []))
  return [...folders]
    .sort()
    .map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
      const [text] = globSync('{LICENSE,LICENCE,license}*', { cwd: join(root, folder) })
      return `${name} ${version}, ${license}\n\n${text ? readFileSync(join(root, folder, text), 'utf8').trim() : ''}\n`
    })
    .join(`\n${'-'.repeat(80)}\n\n`)
}
