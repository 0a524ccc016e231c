// One line for each certificate that listeners show: until when it counts, and what is wrong with its files. It tells nothing of keys.

import * as v from 'valibot'
import type { CertificateState } from '../net/tls/certificates.ts'
import type { Speaker } from '../text/findings/wording.ts'
import type { Plain } from './verb.ts'

export const certificateLine = v.looseObject({
  certificate: v.string(),
  expires: v.optional(
    v.pipe(v.string(), v.description('Of the one that is shown; missing where one of our own stands in for it.')),
  ),
  problems: v.pipe(v.array(v.string()), v.description('Why the files as they are now are not used, or of little use.')),
})

export type CertificateLine = Plain<v.InferOutput<typeof certificateLine>>

/** One line for each certificate file, however many listeners show it. */
export function certificateLines(states: readonly CertificateState[], { text }: Speaker): CertificateLine[] {
  const byFile = new Map(states.map((state) => [state.files.certificate, state]))
  return [...byFile.values()].map(({ files, expires, flaws }) => ({
    certificate: files.certificate,
    expires: expires === undefined ? undefined : new Date(expires).toISOString(),
    problems: flaws.map(({ file, message }) => `${files[file]}: ${text(message)}`),
  }))
}

const DAY = 86_400_000

/** `now`: milliseconds since 1970. */
export function certificatesText(lines: readonly CertificateLine[], now: number): string {
  return lines
    .map(({ certificate, expires, problems }) => [untilText(certificate, expires, now), ...problems].join('; '))
    .join(', ')
}

function untilText(certificate: string, expires: string | undefined, now: number): string {
  if (expires === undefined) return `${certificate}: not in use, clients get a self-signed one`
  const days = Math.floor((Date.parse(expires) - now) / DAY)
  if (days < 0) return `${certificate} has expired on ${expires.slice(0, 10)}`
  return `${certificate} until ${expires.slice(0, 10)}, ${days === 1 ? '1 day' : `${days} days`}`
}
