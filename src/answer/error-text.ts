// The EXTRA-TEXT that goes with an extended error (RFC 8914 §2), where the view wants one. Nothing here tells anything about
// views, zones or other clients: it explains the code to whoever reads a trace.

import { ErrorCode } from './error-code.ts'

/** UTF-8 without a final NUL; empty where there is nothing to add to the code. */
export function errorText(code: number): Uint8Array {
  return texts.get(code) ?? NOTHING
}

const NOTHING = new Uint8Array(0)

const texts = new Map<number, Uint8Array>(
  (
    [
      [ErrorCode.other, 'a DNAME makes the name too long'],
      [ErrorCode.notReady, 'the zone could not be loaded, or nobody can sign the answer now'],
      [ErrorCode.prohibited, 'not for this client'],
      [ErrorCode.notAuthoritative, 'the name is in no zone served here'],
      [ErrorCode.invalidData, 'the zone has expired, or the answer fits into no message'],
      [ErrorCode.iterations, 'too many proofs of a zone with many NSEC3 iterations'],
      [ErrorCode.invalidType, 'a type that nobody may ask for'],
      [ErrorCode.notSupported, 'not something this server does'],
    ] as const
  ).map(([code, text]) => [code, Buffer.from(text)]),
)
