// Reads a certificate and its key from two files in PEM, and says why the pair cannot be used. Others see only the certificate.

import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import type { Said } from '../dns/said.ts'
import { readRegular } from '../system/regular-file.ts'
import { whyOf } from '../system/why.ts'
import { whyRefused } from './refusal.ts'
import { say } from './says.ts'

export type CertificatePair = {
  /** In PEM: the certificate itself, then those that lead to its issuer. */
  readonly certificate: string
  readonly key: string
  /** The certificate counts from `begins` until `expires`, in milliseconds since 1970. */
  readonly begins: number
  readonly expires: number
  /** SHA-256 over the certificate, as people compare it. */
  readonly fingerprint: string
}

export type PairFiles = { readonly certificate: string; readonly key: string }

/** One flaw, and which of the files has it. */
export type PairFlaw = { readonly file: 'certificate' | 'key'; readonly message: Said }

export type PairReading = { readonly pair?: CertificatePair; readonly flaws: readonly PairFlaw[] }

const MAX_PEM = 256 * 1024
const RSA_BITS = 2048
const BLOCK = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

/** `now`: milliseconds since 1970. The reading may hold a pair in spite of flaws: an expired one, say. */
export function readPair(files: PairFiles, now = Date.now()): PairReading {
  const certificate = readText(files.certificate, 'certificate')
  const key = readText(files.key, 'key')
  const unread = [certificate, key].flatMap((read) => (typeof read === 'string' ? [] : [read]))
  if (typeof certificate !== 'string' || typeof key !== 'string') return { flaws: unread }
  const chain = certificatesOf(certificate)
  const [own] = chain
  if (own === undefined) return { flaws: [{ file: 'certificate', message: say('no-certificate') }] }
  const secret = readKey(key)
  if (!('type' in secret)) return { flaws: [secret] }
  if (!own.checkPrivateKey(secret)) return { flaws: [{ file: 'key', message: say('key-of-other-certificate') }] }
  const flaws = [...weakness(own), ...disorder(chain), ...outOfTime(own, now)]
  const refusal = refusalOf(certificate, key)
  if (refusal !== undefined) return { flaws: flaws.length > 0 ? flaws : [refusal] }
  const [begins, expires] = [own.validFromDate.getTime(), own.validToDate.getTime()]
  return { pair: { certificate, key, begins, expires, fingerprint: own.fingerprint256 }, flaws }
}

/** Why TLS does not take the pair, if so: a key too short for it, say, or a part of the chain that is no certificate. */
function refusalOf(cert: string, key: string): PairFlaw | undefined {
  try {
    // We load TLS only here: servers without TLS do not need it.
    process.getBuiltinModule('node:tls').createSecureContext({ cert, key })
    return undefined
  } catch (error) {
    return {
      file: 'certificate',
      message: say('pair-refused', { why: whyOf(error) }),
    }
  }
}

/** The certificates in PEM text, in their order, without those that cannot be read. */
export function certificatesOf(pem: string): X509Certificate[] {
  return [...pem.matchAll(BLOCK)].flatMap(([block]) => {
    try {
      return [new X509Certificate(block)]
    } catch {
      return []
    }
  })
}

/** The certificates of a file that says which clients to let in, or why it holds none. */
export function readClientCertificates(file: string): { readonly pem: string; readonly flaw?: Said } {
  const read = readText(file, 'certificate')
  if (typeof read !== 'string') return { pem: '', flaw: read.message }
  return certificatesOf(read).length > 0 ? { pem: read } : { pem: '', flaw: say('no-certificate') }
}

function readText(path: string, file: 'certificate' | 'key'): string | PairFlaw {
  try {
    return readRegular(path, MAX_PEM).toString('latin1')
  } catch (error) {
    return { file, message: say('pem-unread', { why: whyRefused(error) }) }
  }
}

function readKey(pem: string): KeyObject | PairFlaw {
  if (/^-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m.test(pem))
    return { file: 'key', message: say('key-encrypted') }
  try {
    return createPrivateKey(pem)
  } catch {
    return { file: 'key', message: say('no-private-key') }
  }
}

function weakness({ publicKey }: X509Certificate): PairFlaw[] {
  const bits = publicKey.asymmetricKeyDetails?.modulusLength
  if (bits === undefined || bits >= RSA_BITS) return []
  return [{ file: 'certificate', message: say('certificate-weak', { bits, least: RSA_BITS }) }]
}

/** RFC 8446 §4.4.2: each certificate has to certify the one before it. */
function disorder(chain: readonly X509Certificate[]): PairFlaw[] {
  const wrong = chain.findIndex((one, i) => i > 0 && !chain[i - 1]!.checkIssued(one))
  return wrong < 0 ? [] : [{ file: 'certificate', message: say('chain-in-disorder', { number: wrong + 1 }) }]
}

function outOfTime({ validFromDate, validToDate, validFrom, validTo }: X509Certificate, now: number): PairFlaw[] {
  if (validToDate.getTime() <= now)
    return [{ file: 'certificate', message: say('certificate-expired', { date: validTo }) }]
  if (validFromDate.getTime() > now)
    return [{ file: 'certificate', message: say('certificate-early', { date: validFrom }) }]
  return []
}
