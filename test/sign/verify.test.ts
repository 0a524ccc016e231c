// The RFCs' own signatures: what we put together and verify is what others sign.

import t from 'tap'
import { isDigestOf, readSignature, signedSet, verifies, zoneKey, zoneKeys } from '../../src/check/signatures.ts'
import { nameFromText } from '../../src/dns/name-text.ts'
import { Suffixes } from '../../src/dns/suffixes.ts'
import { Type, typeCode } from '../../src/dns/types.ts'
import { signedData } from '../../src/sign/signed-data.ts'
import { zoneOf } from '../support/zones.ts'

const heading = '$TTL 3600\n@ SOA ns hostmaster 1 1d 2h 4w 1h\n@ NS ns.example.org.\n'

const examples = [
  {
    rfc: 'RFC 6605 §6.1, ECDSA P-256',
    origin: 'example.net.',
    tag: 55648,
    records: `@ DNSKEY 257 3 13 GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edbkrSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA==
@ CDS 55648 13 2 b4c8c1fe2e7477127b27115656ad6256f424625bf5c1e2770ce6d6e37df61d17
www A 192.0.2.1
www RRSIG A 13 3 3600 20100909100439 20100812100439 55648 example.net. qx6wLYqmh+l9oCKTN6qIc+bw6ya+KJ8oMz0YP107epXAyGmt+3SNruPFKG7tZoLBLlUzGGus7ZwmwWep666VCw==`,
    owner: 'www.example.net.',
    type: 'A',
  },
  {
    rfc: 'RFC 8080 §6.1, Ed25519',
    origin: 'example.com.',
    tag: 3613,
    records: `@ DNSKEY 257 3 15 l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4=
@ CDS 3613 15 2 3aa5ab37efce57f737fc1627013fee07bdf241bd10f3b1964ab55c78e79a304b
@ MX 10 mail.example.com.
@ RRSIG MX 15 2 3600 1440021600 1438207200 3613 example.com. oL9krJun7xfBOIWcGHi7mag5/hdZrKWw15jPGrHpjQeRAvTdszaPD+QLs3fx8A4M3e23mRZ9VrbpMngwcrqNAg==`,
    owner: 'example.com.',
    type: 'MX',
  },
]

for (const { rfc, origin, tag, records, owner, type } of examples) {
  const zone = zoneOf(origin, `${heading}${records}\n`)
  const node = zone.find(new Suffixes().set(nameFromText(owner), 0), 0)
  const code = typeCode(type)!
  const set = zone.signature(node, code)
  const data = zone.dataOf(set)
  const signature = readSignature(zone, data, zone.lengthOf(data))
  const [key] = zoneKeys(zone)

  t.test(`${rfc}: the key has its tag and its digest`, async (t) => {
    t.equal(key!.tag, tag)
    const cds = zone.dataOf(zone.rrset(0, Type.CDS))
    t.ok(isDigestOf(zone.heap.slice(cds, cds + zone.lengthOf(cds)), zone.apex, key!))
  })

  t.test(`${rfc}: the signature fits, and no other does`, async (t) => {
    const set = signedSet(zone, node, zone.rrset(node, code))
    t.equal(verifies(set, signature, key!), true)
    const changed = signature.rdata.with(signature.rdata.length - 1, signature.rdata.at(-1)! ^ 1)
    t.equal(verifies(set, { ...signature, rdata: changed }, key!), false)
    t.equal(verifies(set, signature, zoneKey(key!.rdata.with(3, 200))), undefined, 'an unknown algorithm')
  })
}

t.test('RSA keys with which every verification would take milliseconds are not used', async (t) => {
  const rsa = (exponent: number, modulus: number) =>
    Uint8Array.of(1, 1, 3, 8, exponent, ...new Uint8Array(exponent).fill(3), ...new Uint8Array(modulus).fill(0xc5))
  t.ok(zoneKey(rsa(3, 256)).publicKey)
  t.ok(zoneKey(rsa(5, 512)).publicKey, 'RFC 3110 §2')
  t.equal(zoneKey(rsa(128, 256)).publicKey, undefined, 'a long exponent')
  t.equal(zoneKey(rsa(3, 1024)).publicKey, undefined, 'a long modulus')
})

t.test('a wildcard may stand for a name that begins with an asterisk as well', async (t) => {
  const signer = nameFromText('example.com.')
  const rrsig = (labels: number) => Uint8Array.of(0, Type.A, 13, labels, ...new Uint8Array(14), ...signer)
  const signed = (owner: string, labels: number) =>
    Buffer.from(signedData(rrsig(labels), nameFromText(owner), Type.A, [Uint8Array.of(192, 0, 2, 1)])).toString('hex')
  const wildcard = signed('*.a.example.com.', 3)
  for (const owner of ['b.a.example.com.', 'c.b.a.example.com.', '*.b.a.example.com.', '*.c.b.a.example.com.'])
    t.equal(signed(owner, 3), wildcard, owner)
  t.not(signed('*.b.a.example.com.', 4), wildcard, 'its own')
})
