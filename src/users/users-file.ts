// The file of users, which `janus user` writes. Janus reads it only if nobody but its owner can, and writes it whole or not at all.

import { closeSync, existsSync, fchownSync, fstatSync, realpathSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import * as v from 'valibot'
import type { Said } from '../dns/said.ts'
import { fillFrom, openRegular, TooLargeFile } from '../system/regular-file.ts'
import { writeWhole } from '../system/write-whole.ts'
import { PASSWORD_FORM } from './password.ts'
import { roleNames } from './roles.ts'
import { say } from './says.ts'
import { USER_NAME, type User } from './user.ts'

/** Refuses forms of the standard that Date.parse() does not read, such as an offset of hours only: such an end would never come. */
const time = v.pipe(
  v.string(),
  v.isoTimestamp(),
  v.check((text) => !Number.isNaN(Date.parse(text))),
)

const token = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[0-9a-f]{8}$/)),
  hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  made: time,
  until: v.optional(time),
  verbs: v.optional(v.array(v.string())),
  write: v.optional(v.literal(true)),
})

const user = v.strictObject({
  name: v.pipe(v.string(), v.regex(USER_NAME)),
  role: v.picklist(roleNames),
  views: v.optional(v.array(v.string())),
  zones: v.optional(v.array(v.string())),
  password: v.optional(v.pipe(v.string(), v.regex(PASSWORD_FORM))),
  tokens: v.array(token),
})

const content = v.strictObject({ format: v.literal(1), users: v.array(user) })

/** In octets: enough for thousands of users. */
const MAX_SIZE = 4 * 2 ** 20
/** Permissions of everybody but the owner. */
const OTHERS = 0o077

/** The users, or why the file cannot be used. Throws UnfitFile and system errors. */
export function readUsers(path: string): readonly User[] | Said {
  const { mode, text } = contentOf(path)
  if ((mode & OTHERS) !== 0) return say('users-open-to-others', { mode: (mode & 0o7777).toString(8).padStart(4, '0') })
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return say('users-no-json')
  }
  const read = v.safeParse(content, json)
  if (!read.success) return say('users-other-form', { at: v.getDotPath(read.issues[0]) ?? 'it' })
  const { users } = read.output
  const twice = users.find(({ name }, i) => users.some((other, j) => j < i && isNamed(other, name)))
  return twice === undefined ? users : say('users-twice', { name: twice.name })
}

function contentOf(path: string): { readonly mode: number; readonly text: string } {
  const { fd, size } = openRegular(path)
  try {
    if (size > MAX_SIZE) throw new TooLargeFile(size, MAX_SIZE)
    const octets = Buffer.alloc(size)
    const { mode } = fstatSync(fd)
    return { mode, text: octets.toString('utf8', 0, fillFrom(fd, octets)) }
  } finally {
    closeSync(fd)
  }
}

/**
 * Case does not count in names, so that nobody passes for somebody else. A name that no user may have is nobody's, such as one with the
 * sign of Kelvin (U+212A), whose lower case is that of K.
 */
export function isNamed({ name }: Pick<User, 'name'>, other: string): boolean {
  return name.toLowerCase() === other.toLowerCase() && USER_NAME.test(other)
}

/** Writes the file for its owner only; an existing file keeps its owner. Throws system errors: then the old file stays. */
export function writeUsers(at: string, users: readonly User[]): void {
  // A link to the file stays a link.
  const path = existsSync(at) ? realpathSync(at) : at
  const owner = statSync(path, { throwIfNoEntry: false }) ?? statSync(dirname(path))
  writeWhole(path, `${JSON.stringify({ format: 1, users }, undefined, 2)}\n`, {
    mode: 0o600,
    prepare: (fd) => {
      // Root writes the file for the server, which owns it.
      if (process.geteuid?.() === 0 && owner.uid !== 0) fchownSync(fd, owner.uid, owner.gid)
    },
  })
}
