// Says why the configuration, or a file that it names, cannot be opened, and what to do about it.

import type { Said } from '../../dns/said.ts'
import { howToPermit } from '../../system/denied.ts'
import { UnfitFile } from '../../system/regular-file.ts'
import { say } from './says.ts'

export function openFailure(error: unknown): Said {
  if (error instanceof UnfitFile) return error.said
  const code = codeOf(error)
  const known = openFailures[code]
  return known ? say(known) : say('system-says', { code })
}

/** `otherwise`: what to do where the reason is no lack of permission. */
export function openFix(path: string, error: unknown, otherwise: Said): Said {
  return codeOf(error) === 'EACCES' ? howToPermit(path) : otherwise
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

const openFailures: { readonly [code: string]: 'no-such-file' | 'reading-not-permitted' | 'config-is-folder' } = {
  ENOENT: 'no-such-file',
  EACCES: 'reading-not-permitted',
  EISDIR: 'config-is-folder',
}
