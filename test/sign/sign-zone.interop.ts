// Zones that we sign, judged by the verifiers of others: ldns-verify-zone, dnssec-verify and kzonecheck have to find them complete.

import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { signingAlgorithms } from '../../src/sign/algorithms.ts'
import { namingSets, signZone } from '../../src/sign/sign-zone.ts'
import type { Signal } from '../../src/sign/signal-sets.ts'
import { type KeyRole, zoneKeyOf } from '../../src/sign/zone-key.ts'
import { installed } from '../peers/process.ts'
import { zoneLines } from '../support/signed.ts'
import { zoneOf } from '../support/zones.ts'

const exec = promisify(execFile)
const DAY = 86_400
const ORIGIN = 'campus.example.'

const key = (role: KeyRole, algorithm: number) => zoneKeyOf(role, algorithm, signingAlgorithms.get(algorithm)!.make())

const label = (letter: string) => letter.repeat(63)
/** With the origin behind it 255 octets. */
const LONGEST = [label('a'), label('b'), label('c'), 'd'.repeat(253 - 3 * 64 - ORIGIN.length)].join('.')
/** 60 kB as it is signed: ldns and Knot DNS have no room for more than 64. */
const MANY = Array.from({ length: 213 }, (_, i) => `large TXT "${String(i).padStart(3, '0')}${'x'.repeat(245)}"`)

const ZONE = `$TTL 3600
@ SOA ns hostmaster 7 7200 900 1209600 300
@ NS ns
@ NS NS.Other.Example.
ns A 192.0.2.53
@ MX 10 Mail
@ CAA 0 issue "ca.example.net"
@ NAPTR 100 10 "S" "SIP+D2U" "" _sip._udp
WWW A 192.0.2.1
www AAAA 2001:db8::1
www HTTPS 1 . alpn=h2,h3 ipv4hint=192.0.2.1
mail A 192.0.2.25
mail TLSA 3 1 1 ${'ab'.repeat(32)}
mail SSHFP 4 2 ${'cd'.repeat(32)}
_sip._tcp SRV 0 5 5060 sip
sip CNAME www
*.wild TXT "somebody" "else"
*.wild MX 5 mail
stop.wild A 192.0.2.2
x.*.inside A 192.0.2.3
a.b.ent A 192.0.2.4
old DNAME new.example.net.
secure NS ns.secure
secure DS 60485 13 2 ${'00'.repeat(32)}
ns.secure A 192.0.2.5
ns.secure AAAA 2001:db8::5
insecure NS ns.insecure
insecure NS ns.elsewhere.example.
ns.insecure A 192.0.2.6
deep.below.cuts NS ns.example.net.
\\000 A 192.0.2.7
\\255 A 192.0.2.8
with\\.dot A 192.0.2.9
_dmarc TXT "v=DMARC1; p=none"
hinfo HINFO "A" "B"
loc LOC 52 22 23.000 N 4 53 32.000 E -2.00m 0.00m 10000m 10m
rp RP hostmaster www
afsdb AFSDB 1 mail
uri URI 10 1 "https://campus.example/"
cert CERT 1 12345 8 AQIDBA==
key OPENPGPKEY AQIDBA==
strange TYPE65280 \\# 4 0a0b0c0d
high TYPE1234 \\# 1 ff
${LONGEST} A 192.0.2.10
${MANY.join('\n')}
`

/** What the zone says of the keys of another one. */
const told = namingSets(nameFromText('lab.test.'), [key('csk', 13)], 600)

/** `knowsSignals`: kzonecheck 3.2 takes any CDS for one of the zone itself. */
const verifiers: readonly {
  readonly name: string
  readonly args: (file: string) => string[]
  readonly knowsSignals?: false
}[] = [
  { name: 'ldns-verify-zone', args: (file) => [file] },
  { name: 'dnssec-verify', args: (file) => ['-z', '-o', ORIGIN, file] },
  { name: 'kzonecheck', args: (file) => ['-d', 'on', '-o', ORIGIN, file], knowsSignals: false },
]

const cases = [
  { of: 'ECDSA P-256, NSEC', keys: [key('csk', 13)], denial: 'nsec' },
  { of: 'ECDSA P-256, NSEC3', keys: [key('csk', 13)], denial: 'nsec3' },
  { of: 'Ed25519, two keys, NSEC', keys: [key('ksk', 15), key('zsk', 15)], denial: 'nsec' },
  { of: 'RSA, NSEC3', keys: [key('csk', 8)], denial: 'nsec3' },
  { of: 'ECDSA P-384', keys: [key('csk', 14)], denial: 'nsec' },
] as const

for (const { of, keys, denial } of cases)
  t.test(`others find the zone complete: ${of}`, async (t) => {
    const plan = {
      dnskeyTtl: 3600,
      schedule: { validity: 14 * DAY, margin: 7 * DAY },
      zonemd: true,
      cds: 'keys' as const,
      children: [],
    }
    const input = { ...plan, keys, denial, stores: [], now: Math.floor(Date.now() / 1000) }
    const folder = t.testdir()
    const fileWith = (name: string, signals: readonly Signal[]) => {
      const { zone } = signZone({ ...input, signals, content: zoneOf(ORIGIN, ZONE) }, 8)
      const file = join(folder, name)
      writeFileSync(file, `${zoneLines(zone).join('\n')}\n`)
      return file
    }
    const owner = nameFromText(`_dsboot.lab.test._signal.Mail.${ORIGIN}`)
    const files = { plain: fileWith('plain.zone', []), signals: fileWith('signed.zone', [{ owner, sets: told }]) }
    for (const { name, args, knowsSignals = true } of verifiers) {
      if (!installed(name)) {
        t.pass(`${name} is not installed`, { skip: 'it is not installed' })
        continue
      }
      const said = await exec(name, args(knowsSignals ? files.signals : files.plain)).then(
        () => 'complete',
        ({ stdout, stderr }) => `${stdout}${stderr}`.slice(0, 2000),
      )
      t.equal(said, 'complete', name)
    }
  })
