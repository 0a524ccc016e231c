// Makes a certificate that Janus signs itself, for operators without one: clients that try TLS (RFC 9539 §4.3) do not look whose it is, and
// nobody reads along. We write DER (X.690) ourselves, because Node reads certificates and writes none.

import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'

const Tag = { integer: 2, bits: 3, octets: 4, object: 6, text: 12, time: 24, sequence: 0x30, set: 0x31 } as const

/** OBJECT IDENTIFIERs: ecdsa-with-SHA256, commonName, subjectAltName. */
const ECDSA_SHA256 = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]
const COMMON_NAME = [0x55, 0x04, 0x03]
const YEARS = 10

/** The certificate and its key in PEM. `now`: milliseconds since 1970. */
export function selfSigned(name: string, now = Date.now()): { readonly certificate: string; readonly key: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const algorithm = der(Tag.sequence, der(Tag.object, Buffer.from(ECDSA_SHA256)))
  const who = der(
    Tag.sequence,
    der(Tag.set, der(Tag.sequence, der(Tag.object, Buffer.from(COMMON_NAME)), der(Tag.text, Buffer.from(name)))),
  )
  const begin = new Date(now - DAY)
  const end = new Date(now)
  end.setUTCFullYear(end.getUTCFullYear() + YEARS)
  const serial = randomBytes(16)
  // A positive number in as few octets as it takes.
  serial[0] = (serial[0]! & 0x3f) | 0x40
  const content = der(
    Tag.sequence,
    der(Tag.integer, serial),
    algorithm,
    who,
    der(Tag.sequence, timeOf(begin), timeOf(end)),
    who,
    publicKey.export({ type: 'spki', format: 'der' }),
  )
  const signature = sign('sha256', content, privateKey)
  const whole = der(Tag.sequence, content, algorithm, der(Tag.bits, Buffer.from([0]), signature))
  const lines = whole.toString('base64').replace(/.{64}/g, '$&\n').trimEnd()
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

const DAY = 86_400_000

/** GeneralizedTime: YYYYMMDDHHMMSSZ. */
function timeOf(date: Date): Buffer {
  return der(Tag.time, Buffer.from(`${date.toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`))
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}
