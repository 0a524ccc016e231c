// The packages that the built programs find where they are installed, with those that these need (packaging/build.ts says which).

import { cpSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { OUTSIDE } from '../outside.ts'

type Entry = {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly os?: readonly string[]
  readonly cpu?: readonly string[]
}

/** Copies them, each to the path below `home` that it has below `root`. */
export function putPackages(root: string, home: string): void {
  for (const path of packagesThatRun(root))
    cpSync(join(root, path), join(home, path), { recursive: true, filter: isRun })
}

/**
 * Nested packages are in the list themselves; of koffi one library is for this system. What nobody runs is known by its folder at the
 * top of a package alone: deeper down, code may lie in a folder of any name.
 */
function isRun(path: string): boolean {
  const own = path.slice(path.lastIndexOf('node_modules/'))
  const inPackage = own.replace(/^node_modules\/(@[^/]+\/)?[^/]+/, '')
  if (statSync(path).isDirectory())
    return !/\/(\..*|musl_.*|node_modules)$|^\/((doc|test|benchmark|example)s?|integration|spec)$/.test(inPackage)
  return /\.(c?js|mjs|json|node)$|\/LICEN[CS]E[^/]*$/i.test(own) && !/\/\.[^/]*$|\/cnoke\.cjs$/.test(own)
}

/** Paths such as `node_modules/koffi`, in order. */
export function packagesThatRun(root: string): string[] {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  const all: Readonly<Record<string, Entry>> = packages
  const found = new Set<string>()
  const add = (name: string, from: string) => {
    const path = placeOf(name, from, all)
    if (path === undefined || found.has(path) || !isForThisMachine(all[path]!)) return
    found.add(path)
    const { dependencies, optionalDependencies } = all[path]!
    for (const below of Object.keys({ ...dependencies, ...optionalDependencies })) add(below, path)
  }
  for (const name of OUTSIDE) add(name, '')
  return [...found].sort()
}

/** As Node.js looks for it: beside the package, then further out. */
function placeOf(name: string, from: string, all: Readonly<Record<string, Entry>>): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const path = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`
    if (Object.hasOwn(all, path)) return path
    if (folder === '') return undefined
  }
}

function isForThisMachine({ os, cpu }: Entry): boolean {
  return (os === undefined || os.includes(process.platform)) && (cpu === undefined || cpu.includes(process.arch))
}
