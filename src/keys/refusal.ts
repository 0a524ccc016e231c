// Says why the system keeps us from a file of keys, and which user we are.

import { userInfo } from 'node:os'
import type { Said } from '../dns/said.ts'
import { UnfitFile } from '../system/regular-file.ts'
import { say } from './says.ts'

export function whyRefused(error: unknown): Said {
  if (error instanceof UnfitFile) return error.said
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const known = reasons[code]
  return known === undefined ? say('key-system-says', { code: code || String(error) }) : say(known)
}

const reasons: {
  readonly [code: string]: 'key-read-only' | 'key-denied' | 'disk-full' | 'no-folder' | 'in-the-way' | undefined
} = {
  EROFS: 'key-read-only',
  EACCES: 'key-denied',
  EPERM: 'key-denied',
  ENOSPC: 'disk-full',
  EDQUOT: 'disk-full',
  ENOENT: 'no-folder',
  ENOTDIR: 'in-the-way',
  EEXIST: 'in-the-way',
}

export function ownUser(): string {
  try {
    return userInfo().username
  } catch {
    // A container often has no name for its user.
    return String(process.geteuid?.() ?? '')
  }
}
