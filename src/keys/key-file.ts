// Files with one TSIG key each: we use a file only if none but its owner can read or write it, and make files that way.

import { randomBytes } from 'node:crypto'
import {
  closeSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { readName } from '../dns/name-text.ts'
import { fillFrom, openRegular, TooLargeFile } from '../system/regular-file.ts'
import { syncFolder } from '../system/write-whole.ts'
import type { TsigKey } from '../wire/tsig/mac.ts'
import { type KeyFlaw, type KeyText, readKeyText, writeKeyText } from './key-text.ts'
import { say } from './says.ts'

/** `content`: the text of the file. It holds the secret: compare it, and show it to nobody. */
export type KeyFile = {
  readonly key?: TsigKey
  /** Why there is no key; or, beside a key, what should be better. */
  readonly flaws: readonly KeyFlaw[]
  readonly content: string
  /** When somebody wrote it last, in milliseconds since 1970. */
  readonly written: number
  /** The mode of the file, as fstat() gives it. */
  readonly mode: number
}

/** The largest file with one key, in octets. */
const MAX_SIZE = 4096
/** RFC 8945 §8: "at least as long as the hash"; people can find a shorter secret by trying. */
const FEWEST_OCTETS = 16
/** The bits of a mode that let in anybody but the owner. */
const OTHERS = 0o077

/**
 * `name`: the key that the file should hold; without it, any key will do. `shown`: the path as messages write it. Throws UnfitFile and
 * system errors.
 */
export function readKeyFile(path: string, name: string | undefined, shown = path): KeyFile {
  const { mode, content, written } = contentOf(path)
  if ((mode & OTHERS) !== 0) {
    const message = say('key-open-to-others', { mode: (mode & 0o7777).toString(8).padStart(4, '0') })
    return { flaws: [{ message, fix: say('chmod-file', { file: shown }) }], content, written, mode }
  }
  const read = readKeyText(content, name ?? basename(path).replace(/\.key$/, ''))
  if (!('secret' in read)) return { flaws: [read], content, written, mode }
  const found = canonicalName(read.name)
  const wire = name === undefined ? found : canonicalName(name)
  if (wire === undefined || found === undefined || Buffer.compare(wire, found) !== 0) {
    const message = say('key-other-name', { found: read.name, name: name ?? '' })
    const fix = say('rename-key', {
      name: name ?? '',
      file: join(dirname(shown), `${read.name.replace(/\.$/, '')}.key`),
    })
    return { flaws: [{ message, fix, at: read.nameAt }], content, written, mode }
  }
  const { algorithm, secret } = read
  return {
    key: { name: wire, algorithm, secret, minMac: algorithm.sent },
    flaws: weaknesses(read, name ?? read.name),
    content,
    written,
    mode,
  }
}

function contentOf(path: string): { readonly mode: number; readonly content: string; readonly written: number } {
  const { fd, size } = openRegular(path)
  try {
    if (size > MAX_SIZE) throw new TooLargeFile(size, MAX_SIZE)
    const octets = Buffer.alloc(size)
    const { mode, mtimeMs: written } = fstatSync(fd)
    return { mode, written, content: octets.subarray(0, fillFrom(fd, octets)).toString('latin1') }
  } finally {
    closeSync(fd)
  }
}

function weaknesses({ algorithm, octets, algorithmAt, secretAt }: KeyText, name: string): KeyFlaw[] {
  const flaws: KeyFlaw[] = []
  if (algorithm.hash === 'md5') flaws.push({ message: say('key-md5'), fix: say('roll-key-sha256'), at: algorithmAt })
  if (octets < FEWEST_OCTETS)
    flaws.push({ message: say('key-weak', { octets }), fix: say('roll-key', { name }), at: secretAt })
  return flaws
}

/** The name in wire form and lower case; undefined where the text is no name. */
export function canonicalName(name: string): Uint8Array | undefined {
  const wire = readName(`${name.toLowerCase().replace(/\.$/, '')}.`)
  return typeof wire === 'string' ? undefined : wire
}

/**
 * Makes a file with a new secret, which only its owner can read. The file gets its name when it is whole, and a file that has that
 * name already stays as it is (EEXIST). Throws system errors.
 */
export function makeKeyFile(path: string, name: string, algorithm = 'hmac-sha256', octets = 32): void {
  makeKeysFolder(dirname(dirname(path)))
  makeFolder(dirname(path))
  const draft = join(dirname(path), `.${basename(path)}.${process.pid}`)
  rmSync(draft, { force: true })
  const fd = openSync(draft, 'wx', 0o600)
  try {
    writeSync(fd, writeKeyText(name, algorithm, randomBytes(octets)))
    giveToOwner(fd, dirname(path))
    fsyncSync(fd)
    linkSync(draft, path)
    syncFolder(dirname(path))
  } finally {
    closeSync(fd)
    rmSync(draft, { force: true })
  }
}

/** Where root makes a key, the server has to read it: the file goes to the owner of the folder. */
function giveToOwner(fd: number, folder: string): void {
  const { uid, gid } = statSync(folder)
  if (process.geteuid?.() === 0 && uid !== 0) fchownSync(fd, uid, gid)
}

/** Makes the folder of the keys. A new folder gets a .gitignore, so that git never takes in a key. */
export function makeKeysFolder(folder: string): void {
  if (makeFolder(folder)) writeFileSync(join(folder, '.gitignore'), '*\n')
}

/** Makes a folder and those above it; false where it is there. Node's own `recursive` says ENOENT where a file system is read-only. */
function makeFolder(folder: string): boolean {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return false
  if (dirname(folder) !== folder) makeFolder(dirname(folder))
  try {
    mkdirSync(folder, { mode: 0o700 })
    return true
  } catch (error) {
    // Another process has made it meanwhile.
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return false
    throw error
  }
}
