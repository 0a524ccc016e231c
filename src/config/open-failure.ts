// Why a file that the configuration is, or names, cannot be opened, and what to do about it.

import { speaker } from '../report/wording.ts'
import { howToPermit } from '../system/denied.ts'
import { UnfitFile } from '../system/regular-file.ts'
import { zonefileSays } from '../zonefile/says.ts'

export function openFailure(error: unknown): string {
  if (error instanceof UnfitFile) return error.message
  const code = codeOf(error)
  return openFailures[code] ?? `the system says ${code}`
}

/** `otherwise`: what to do where it is not a matter of permission. */
export function openFix(path: string, error: unknown, otherwise: string): string {
  return codeOf(error) === 'EACCES' ? speaker(zonefileSays, 'en').text(howToPermit(path)) : otherwise
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

const openFailures: { readonly [code: string]: string } = {
  ENOENT: 'there is no such file',
  EACCES: 'reading it is not permitted',
  EISDIR: 'it is a folder',
}
