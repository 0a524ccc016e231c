// Another architecture's machine code, put in the place of this one's: Node.js, and koffi's library. Both come from npm's packages,
// in the versions that this checkout has; npm checks their hashes.

import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const checkout = join(import.meta.dirname, '../..')

/** GNU's name of the tools, by Node's name of the architecture. */
const TOOLS: Readonly<Record<string, string>> = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' }

/** `root` has the .deb's files for `process.arch`, and then those for `architecture`, as Node.js calls it. */
export function exchangeMachineCode(root: string, architecture: string): void {
  const home = join(root, 'usr/lib/janus')
  const koffi = (of: string) => `@koromix/koffi-linux-${of}`
  const { packages } = JSON.parse(readFileSync(join(checkout, 'package-lock.json'), 'utf8'))
  const { version, integrity } = packages[`node_modules/${koffi(architecture)}`]
  const scratch = mkdtempSync(join(tmpdir(), 'janus-npm-'))
  try {
    const node = fetched(`node-linux-${architecture}@${process.versions.node}`, scratch)
    const strip = `${TOOLS[architecture]}-strip`
    execFileSync(strip, ['--strip-unneeded', '-o', join(home, 'bin/node'), join(node.folder, 'bin/node')])
    cpSync(join(node.folder, 'LICENSE'), join(home, 'bin/LICENSE'))

    const library = fetched(`${koffi(architecture)}@${version}`, scratch)
    if (library.integrity !== integrity)
      throw new Error(`${koffi(architecture)}: npm has ${library.integrity}, package-lock.json ${integrity}`)
    const modules = join(home, 'node_modules')
    rmSync(join(modules, koffi(process.arch)), { recursive: true })
    chmodSync(library.folder, 0o755)
    cpSync(library.folder, join(modules, koffi(architecture)), {
      recursive: true,
      filter: (path) => !/\/(musl_[^/]*|README\.md)$/.test(path),
    })
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

function fetched(name: string, scratch: string): { readonly folder: string; readonly integrity: string } {
  const words = ['pack', '--json', '--ignore-scripts', '--pack-destination', scratch, name]
  const [{ filename, integrity }] = JSON.parse(
    execFileSync('npm', words, { cwd: scratch, maxBuffer: 1 << 26 }).toString(),
  )
  const folder = mkdtempSync(join(scratch, 'package-'))
  execFileSync('tar', [
    '--extract',
    '--file',
    join(scratch, filename),
    '--directory',
    folder,
    '--strip-components',
    '1',
  ])
  return { folder, integrity }
}
