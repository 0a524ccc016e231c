// What the package has and the checkout has not, put there before npm packs (`begin`) and taken away afterwards (`end`):
//
//   engines               A checkout brings the Node.js that it runs on; on another, npm would warn at every npx in it.
//   npm-shrinkwrap.json   The versions of dependencies that the tests ran with. In a checkout that is package-lock.json, with
//                         what development needs besides.

import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { OLDEST_NODE } from './needs-node.ts'
import { type Lock, type Manifest, shrinkwrap } from './shrinkwrap.ts'

/** As src/cli/janus.js asks for when it starts. */
const NODE = `>=${OLDEST_NODE.major}.${OLDEST_NODE.minor}`

const root = join(import.meta.dirname, '..')
const manifestFile = join(root, 'package.json')
const shrinkwrapFile = join(root, 'npm-shrinkwrap.json')

const { engines: _, ...manifest } = read<Manifest>('package.json')
if (process.argv[2] === 'begin') {
  write(manifestFile, { ...manifest, engines: { node: NODE } })
  write(shrinkwrapFile, shrinkwrap(read<Lock>('package-lock.json'), { engines: { node: NODE } }))
} else {
  write(manifestFile, manifest)
  rmSync(shrinkwrapFile, { force: true })
}

function read<T>(name: string): T {
  return JSON.parse(readFileSync(join(root, name), 'utf8'))
}

/** In one step: others may be reading. */
function write(path: string, content: unknown): void {
  writeFileSync(`${path}.new`, `${JSON.stringify(content, null, 2)}\n`)
  renameSync(`${path}.new`, path)
}
