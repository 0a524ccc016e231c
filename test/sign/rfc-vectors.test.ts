// What the RFCs print of keys, signatures and hashes, made again by us from the private keys that they print: octet for octet where a
// signature has one form only, and verified where it has many (RFC 6605: ECDSA).

import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { printRdata } from '../../src/dns/rdata/rdata.ts'
import { Type } from '../../src/dns/types.ts'
import { privateKeyOf } from '../../src/sign/algorithms.ts'
import { nsecRdata } from '../../src/sign/denial-records.ts'
import { readBindKey } from '../../src/sign/keys/bind-key.ts'
import { after } from '../../src/sign/neighbours.ts'
import { hashOf, hashText } from '../../src/sign/nsec3-hash.ts'
import { publicKeyOf, verifyWith } from '../../src/sign/public-key.ts'
import { signZone } from '../../src/sign/sign-zone.ts'
import { dsBy, type KeyRole, makerOf, type ZoneKey, zoneKeyOf } from '../../src/sign/zone-key.ts'
import { ALONE, zoneLines } from '../support/signed.ts'
import { zoneOf } from '../support/zones.ts'

type Vector = {
  readonly rfc: string
  readonly key: ZoneKey | string
  readonly tag: number
  readonly dnskey: string
  /** Kind of digest, and the digest. */
  readonly ds?: readonly [kind: number, digest: string]
  readonly zone: string
  readonly record: string
  /** Of the signature. */
  readonly from: number
  readonly until: number
  /** Undefined: it is another one each time. */
  readonly signature?: string
}

const curve = (algorithm: number, secret: string, role: KeyRole = 'csk') =>
  readBindKey(`Private-key-format: v1.2\nAlgorithm: ${algorithm} (X)\nPrivateKey: ${secret}\n`, role)

const EDDSA = { zone: 'example.com.', record: '@ MX 10 mail.example.com.', from: 1438207200, until: 1440021600 }
const RSA = { zone: 'example.net.', record: 'www A 192.0.2.91', from: 946684800, until: 1893456000 }
const utc = (text: string) => Date.parse(text) / 1000

/** RFC 5702 §6.1: of 512 bits, which nobody may bring along. */
const SHORT = {
  kty: 'RSA',
  n: 'wVwaxrHF2CK64aYKRUibLiH30KpPuPBjel7E8ZydQW1HYWHfoGmidzC2RnhwCC293hCzw-TFR2nqn8OVSY5t2Q',
  e: 'AQAB',
  d: 'UR44xX6zB3eaeyvTRzmskHADrPCmPWnr8dxsNwiDGHzrMKLN-i_HAam-97HxIKVWNDH2ba9Mf1SA8xu9dcHZAQ',
  p: '4c8IvFu1AVXGWeFLLFh5vs7fbdzdC6U82fduE6KkSWk',
  q: '2zZpBE8ZXVnL74QjG4zINlDfH-EOEtjJJ3RtaYDugvE',
  dp: 'G2xAPFfK0KGxGANDVNxd1K1c9wOmmJ51mGbzKFFNMFk',
  dq: 'GYxP1Pa7CAwtHm8SAGX594qZVofOMhgd6YFCNyeVpKE',
  qi: 'icQdNRjlZGPmuJm2TIadubcO8X7V4y07aVhX464tx8Q',
}

const LONG = `Private-key-format: v1.2
Algorithm: 10 (RSASHA512)
Modulus: 0eg1M5b563zoq4k5ZEOnWmd2/BvpjzedJVdfIsDcMuuhE5SQ3pfQ7qmdaeMlC6Nf8DKGoUPGPXe06cP27/WRODtxXquSUytkO0kJDk8KX8PtA0+yBWwy7UnZDyCkynO00Uuk8HPVtZeMO1pHtlAGVnc8VjXZlNKdyit99waaE4s=
PublicExponent: AQAB
PrivateExponent: rFS1IPbJllFFgFc33B5DDlC1egO8e81P4fFadODbp56V7sphKa6AZQCx8NYAew6VXFFPAKTw41QdHnK5kIYOwxvfFDjDcUGza88qbjyrDPSJenkeZbISMUSSqy7AMFzEolkk6WSn6k3thUVRgSlqDoOV3SEIAsrB043XzGrKIVE=
Prime1: 8mbtsu9Tl9v7tKSHdCIeprLIQXQLzxlSZun5T1n/OjvXSUtvD7xnZJ+LHqaBj1dIgMbCq2U8O04QVcK3TS9GiQ==
Prime2: 3a6gkfs74d0Jb7yL4j4adAif4fcp7ZrGt7G5NRVDDY/Mv4TERAKMa0TKN3okKE0A7X+Rv2K84mhT4QLDlllEcw==
Exponent1: v3D5A9uuCn5rgVR7wgV8ba0/KSpsdSiLgsoA42GxiB1gvvs7gJMMmVTDu/ZG1p1ZnpLbhh/S/Qd/MSwyNlxC+Q==
Exponent2: m+ezf9dsDvYQK+gzjOLWYeKq5xWYBEYFGa3BLocMiF4oxkzOZ3JPZSWU/h1Fjp5RV7aPP0Vmx+hNjYMPIQ8Y5w==
Coefficient: Je5YhYpUron/WdOXjxNAxDubAp3i5X7UOUfhJcyIggqwY86IE0Q/Bk0Dw4SC9zxnsimmdBXW2Izd8Lwuk8FQcQ==
`

const vectors: readonly Vector[] = [
  {
    rfc: 'RFC 8080 §6.1, Ed25519, the first',
    key: curve(15, 'ODIyNjAzODQ2MjgwODAxMjI2NDUxOTAyMDQxNDIyNjI='),
    tag: 3613,
    dnskey: '257 3 15 l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4=',
    ds: [2, '3aa5ab37efce57f737fc1627013fee07bdf241bd10f3b1964ab55c78e79a304b'],
    ...EDDSA,
    signature: 'oL9krJun7xfBOIWcGHi7mag5/hdZrKWw15jPGrHpjQeRAvTdszaPD+QLs3fx8A4M3e23mRZ9VrbpMngwcrqNAg==',
  },
  {
    rfc: 'RFC 8080 §6.1, Ed25519, the second',
    key: curve(15, 'DSSF3o0s0f+ElWzj9E/Osxw8hLpk55chkmx0LYN5WiY='),
    tag: 35217,
    dnskey: '257 3 15 zPnZ/QwEe7S8C5SPz2OfS5RR40ATk2/rYnE9xHIEijs=',
    ds: [2, '401781b934e392de492ec77ae2e15d70f6575a1c0bc59c5275c04ebe80c6614c'],
    ...EDDSA,
    signature: 'zXQ0bkYgQTEFyfLyi9QoiY6D8ZdYo4wyUhVioYZXFdT410QPRITQSqJSnzQoSm5poJ7gD7AQR0O7KuI5k2pcBg==',
  },
  {
    rfc: 'RFC 8080 §6.2, Ed448, the first',
    key: curve(16, 'xZ+5Cgm463xugtkY5B0Jx6erFTXp13rYegst0qRtNsOYnaVpMx0Z/c5EiA9x8wWbDDct/U3FhYWA'),
    tag: 9713,
    dnskey: '257 3 16 3kgROaDjrh0H2iuixWBrc8g2EpBBLCdGzHmn+G2MpTPhpj/OiBVHHSfPodx1FYYUcJKm1MDpJtIA',
    ds: [2, '6ccf18d5bc5d7fc2fceb1d59d17321402f2aa8d368048db93dd811f5cb2b19c7'],
    ...EDDSA,
    signature:
      '3cPAHkmlnxcDHMyg7vFC34l0blBhuG1qpwLmjInI8w1CMB29FkEAIJUA0amxWndkmnBZ6SKiwZSAxGILn/NBtOXft0+Gj7FSvOKxE/07+4RQvE581N3Aj/JtIyaiYVdnYtyMWbSNyGEY2213WKsJlwEA',
  },
  {
    rfc: 'RFC 8080 §6.2, Ed448, the second',
    key: curve(16, 'WEykD3ht3MHkU8iH4uVOLz8JLwtRBSqiBoM6fF72+Mrp/u5gjxuB1DV6NnPO2BlZdz4hdSTkOdOA'),
    tag: 38353,
    dnskey: '257 3 16 kkreGWoccSDmUBGAe7+zsbG6ZAFQp+syPmYUurBRQc3tDjeMCJcVMRDmgcNLp5HlHAMy12VoISsA',
    ds: [2, '645ff078b3568f5852b70cb60e8e696cc77b75bfaaffc118cf79cbda1ba28af4'],
    ...EDDSA,
    signature:
      'E1/oLjSGIbmLny/4fcgM1z4oL6aqo+izT3urCyHyvEp4Sp8Syg1eI+lJ57CSnZqjJP41O/9l4m0AsQ4f7qI1gVnML8vWWiyW2KXhT9kuAICUSxv5OWbf81Rq7Yu60npabODB0QFPb/rkW3kUZmQ0YQUA',
  },
  {
    rfc: 'RFC 5702 §6.1, RSA/SHA-256',
    key: zoneKeyOf('zsk', 8, privateKeyOf(SHORT)),
    tag: 9033,
    dnskey: '256 3 8 AwEAAcFcGsaxxdgiuuGmCkVImy4h99CqT7jwY3pexPGcnUFtR2Fh36BponcwtkZ4cAgtvd4Qs8PkxUdp6p/DlUmObdk=',
    ...RSA,
    signature: 'kRCOH6u7l0QGy9qpC9l1sLncJcOKFLJ7GhiUOibu4teYp5VE9RncriShZNz85mwlMgNEacFYK/lPtPiVYP4bwg==',
  },
  {
    rfc: 'RFC 5702 §6.2, RSA/SHA-512',
    key: readBindKey(LONG, 'zsk'),
    tag: 3740,
    dnskey:
      '256 3 10 AwEAAdHoNTOW+et86KuJOWRDp1pndvwb6Y83nSVXXyLA3DLroROUkN6X0O6pnWnjJQujX/AyhqFDxj13tOnD9u/1kTg7cV6rklMrZDtJCQ5PCl/D7QNPsgVsMu1J2Q8gpMpztNFLpPBz1bWXjDtaR7ZQBlZ3PFY12ZTSncorffcGmhOL',
    ...RSA,
    signature:
      'tsb4wnjRUDnB1BUi+t6TMTXThjVnG+eCkWqjvvjhzQL1d0YRoOe0CbxrVDYd0xDtsuJRaeUw1ep94PzEWzr0iGYgZBWm/zpq+9fOuagYJRfDqfReKBzMweOLDiNa8iP5g9vMhpuv6OPlvpXwm9Sa9ZXIbNl1MBGk0fthPgxdDLw=',
  },
  {
    rfc: 'RFC 6605 §6.1, ECDSA P-256',
    key: curve(13, 'GU6SnQ/Ou+xC5RumuIUIuJZteXT2z0O/ok1s38Et6mQ='),
    tag: 55648,
    dnskey: '257 3 13 GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edbkrSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA==',
    ds: [2, 'b4c8c1fe2e7477127b27115656ad6256f424625bf5c1e2770ce6d6e37df61d17'],
    ...{ zone: 'example.net.', record: 'www A 192.0.2.1' },
    ...{ from: utc('2010-08-12T10:04:39Z'), until: utc('2010-09-09T10:04:39Z') },
  },
  {
    rfc: 'RFC 6605 §6.2, ECDSA P-384',
    key: curve(14, 'WURgWHCcYIYUPWgeLmiPY2DJJk02vgrmTfitxgqcL4vwW7BOrbawVmVe0d9V94SR'),
    tag: 10771,
    dnskey:
      '257 3 14 xKYaNhWdGOfJ+nPrL8/arkwf2EY3MDJ+SErKivBVSum1w/egsXvSADtNJhyem5RCOpgQ6K8X1DRSEkrbYQ+OB+v8/uX45NBwY8rp65F6Glur8I/mlVNgF6W/qTI37m40',
    ds: [4, '72d7b62976ce06438e9c0bf319013cf801f09ecc84b8d7e9495f27e305c6a9b0563a9b5f4d288405c3008a946df983d6'],
    ...{ zone: 'example.net.', record: 'www A 192.0.2.1' },
    ...{ from: utc('2010-08-12T10:20:25Z'), until: utc('2010-09-09T10:20:25Z') },
  },
]

/** RFC 4034 §3.2: as it is written. */
const stamp = (seconds: number) => new Date(seconds * 1000).toISOString().replace(/\D/g, '').slice(0, 14)

for (const { rfc, key, tag, dnskey, ds, zone: origin, record, from, until, signature } of vectors)
  t.test(rfc, async (t) => {
    if (typeof key === 'string') throw new Error(key)
    t.equal(key.tag, tag)
    t.equal(printRdata(Type.DNSKEY, key.dnskey, 0, key.dnskey.length), dnskey)
    const apex = nameFromText(origin)
    if (ds !== undefined) {
      const made = dsBy(ds[0], apex, key)!
      t.equal(Buffer.from(made.subarray(4)).toString('hex'), ds[1])
    }
    const content = zoneOf(origin, `$TTL 3600\n@ SOA ns hostmaster 1 1d 2h 4w 1h\n@ NS ns\n${record}\n`)
    // What begins an hour before it is made, and is made anew each second.
    const validity = until - from - 3600
    const { zone } = signZone(
      {
        ...{ ...ALONE, keys: [key], content },
        ...{ schedule: { validity, margin: validity - 1 }, now: from + 3600 },
      },
      1,
    )
    const [name, type] = record.split(' ') as [string, string]
    const owner = name === '@' ? origin : `${name}.${origin}`
    const labels = owner.split('.').length - 1
    const head = `${owner} 3600 IN RRSIG ${type} ${key.algorithm} ${labels} 3600 ${stamp(until)} ${stamp(from)} ${tag} ${origin} `
    const line = zoneLines(zone).find((one) => one.startsWith(`${owner} 3600 IN RRSIG ${type} `))!
    t.equal(line.slice(0, head.length), head)
    const own = line.slice(head.length).replaceAll(' ', '')
    if (signature !== undefined) t.equal(own, signature)
    else t.equal(Buffer.from(own, 'base64').length, makerOf(key).octets)
    const public_ = publicKeyOf(key.dnskey)
    const data = Uint8Array.of(1, 2, 3)
    if (public_ !== undefined) t.ok(verifyWith(public_, data, makerOf(key).sign(data)))
  })

t.test('RFC 5155 appendix A: the hashes', async (t) => {
  const parameters = { iterations: 12, salt: Buffer.from('aabbccdd', 'hex') }
  const hashes = {
    'example.': '0p9mhaveqvm6t7vbl5lop2u3t2rp3tom',
    'a.example.': '35mthgpgcu1qg68fab165klnsnk3dpvl',
    'ai.example.': 'gjeqe526plbf1g8mklp59enfd789njgi',
    'ns1.example.': '2t7b4g4vsa5smi47k61mv5bv1a22bojr',
    'ns2.example.': 'q04jkcevqvmu85r014c7dkba38o0ji5r',
    'w.example.': 'k8udemvp1j2f7eg6jebps17vp3n8i58h',
    '*.w.example.': 'r53bq7cc2uvmubfu5ocmm6pers9tk9en',
    'x.w.example.': 'b4um86eghhds6nea196smvmlo4ors995',
    'y.w.example.': 'ji6neoaepv8b5o6k4ev33abha8ht9fgc',
    'x.y.w.example.': '2vptu5timamqttgl4luu9kg21e0aor3s',
    'xx.example.': 't644ebqk9bibcna874givr6joj62mlhv',
    '2t7b4g4vsa5smi47k61mv5bv1a22bojr.example.': 'kohar7mbb8dc2ce8a9qvl8hon4k53uhi',
  }
  for (const [text, hash] of Object.entries(hashes)) {
    const name = nameFromText(text)
    t.equal(hashText(hashOf(name, 0, name.length, parameters)), hash, text)
  }
})

t.test('RFC 9824 §3.1: the NSEC of a name that is not there', async (t) => {
  const types = [Type.RRSIG, Type.NSEC, Type.NXNAME]
  const rdata = nsecRdata(after(nameFromText('a.example.com.'), nameFromText('example.com.')), types)
  t.equal(printRdata(Type.NSEC, rdata, 0, rdata.length), '\\000.a.example.com. RRSIG NSEC NXNAME')
  // Window 0 as far as type 128 (RFC 4034 §4.1.2).
  t.equal(
    Buffer.from(rdata).toString('hex'),
    `01000161076578616d706c6503636f6d000011${'00'.repeat(5)}03${'00'.repeat(10)}80`,
  )
})

// We make compact denial of NSEC alone; this is the hash that its example for NSEC3 stands on.
t.test('RFC 9824 §4: the hash of a.example.com', async (t) => {
  const name = nameFromText('a.example.com.')
  const hash = hashOf(name, 0, name.length, { iterations: 0, salt: new Uint8Array() })
  t.match(hashText(hash), /^h64kfa4p.*b3jq$/)
})
