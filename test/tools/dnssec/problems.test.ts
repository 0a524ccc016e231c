// `janus check` on zones that are signed here: keys that are lost, open, or lie where others copy them, and signatures that are wrong.

import {
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { nameFromText } from '../../../src/dns/name-text.ts'
import { SignedImages } from '../../../src/signing/signed-images.ts'
import { loadConfig } from '../../../src/text/config/load.ts'
import { speaker } from '../../../src/text/findings/wording.ts'
import { signingProblems } from '../../../src/tools/dnssec/problems.ts'
import { signingSays } from '../../../src/tools/dnssec/problems-says.ts'
import type { Zone } from '../../../src/zone/zone.ts'
import { readFaces } from '../../support/load.ts'
import { zoneLines } from '../../support/signed.ts'
import { SIGNED_CONFIG, startedSite } from '../../support/signed-site.ts'
import { zoneOf } from '../../support/zones.ts'

const ORIGIN = nameFromText('univ.example.')
const DAY = 86_400
const NOW = Math.floor(Date.now() / 1000)

type Spoiling = {
  readonly folder: string
  /** Of the zone's keys. */
  readonly keys: string
  readonly pem: string
}

const config = (folder: string, more = '', state = 'state') =>
  writeFileSync(join(folder, 'janus.yaml'), `${SIGNED_CONFIG}state: ${state}\n${more}`)

/** The image of the inner face with other lines. */
function respelled({ folder }: Spoiling, change: (lines: string[]) => string[]): void {
  const images = new SignedImages(join(folder, 'state'))
  const zone = images.read({ view: 'internal', origin: ORIGIN }) as Zone
  images.write({ view: 'internal', origin: ORIGIN }, zoneOf('univ.example.', change(zoneLines(zone)).join('\n')))
}

const SECONDARY = 'secondaries: {ns2: {address: [192.0.2.54], key: none, views: [external]}}\n'

const cases: readonly {
  readonly what: string
  readonly spoil: (site: Spoiling) => void
  /** Seconds after it was signed. */
  readonly later?: number
  readonly found: readonly RegExp[]
}[] = [
  { what: 'all is well', spoil: () => {}, found: [] },
  {
    what: 'others can read the key',
    spoil: ({ pem }) => chmodSync(pem, 0o644),
    found: [/^error: users other than its owner .*13-\d+\.pem.*\[key-open\]$/],
  },
  {
    what: 'others can change what is known of the keys',
    spoil: ({ keys }) => chmodSync(join(keys, 'keys.json'), 0o660),
    found: [/keys\.json: the server does not sign with it \[key-open\]$/],
  },
  {
    what: 'the file of the only key is gone',
    spoil: ({ pem }) => rmSync(pem),
    found: [/^error: the keys of "univ\.example\." cannot be used: .*\.pem is gone: .*\[key-missing\]$/],
  },
  {
    what: 'it is empty',
    spoil: ({ pem }) => writeFileSync(pem, ''),
    found: [/not a private key in PEM.*\[key-missing\]$/],
  },
  {
    what: 'keys.json is gone',
    spoil: ({ keys }) => rmSync(join(keys, 'keys.json')),
    found: [/there is no keys\.json.*\[key-missing\]$/],
  },
  {
    what: 'keys.json is half written',
    spoil: ({ keys }) => writeFileSync(join(keys, 'keys.json'), '{"version":2,'),
    found: [/is damaged.*\[key-missing\]$/],
  },
  {
    what: 'keys.json is another thing',
    spoil: ({ keys }) => writeFileSync(join(keys, 'keys.json'), 'null'),
    found: [/\[key-missing\]$/],
  },
  {
    what: 'all keys are gone, with their folder',
    spoil: ({ keys }) => rmSync(keys, { recursive: true }),
    found: [/^error: the keys of "univ\.example\." cannot be used: .* holds no keys: .*\[key-missing\]$/],
  },
  {
    what: 'all are gone, and what was signed by them',
    spoil: ({ folder, keys }) => {
      rmSync(keys, { recursive: true })
      rmSync(join(folder, 'state/signed'), { recursive: true })
    },
    found: [],
  },
  {
    what: 'a link leads to the keys of another zone',
    spoil: ({ folder, keys }) => {
      const more = 'zones: {univ.example: {internal: in.zone, external: out.zone}, lab.example: {internal: in.zone}}\n'
      const both = SIGNED_CONFIG.replace(/zones: .*\n/, more).replace('sign: {', 'sign: {lab.example: {parents: []}, ')
      writeFileSync(join(folder, 'janus.yaml'), `${both}state: state\n`)
      symlinkSync(keys, join(keys, '../lab.example'))
    },
    found: [/^error: the key folder of "lab\.example\." is a link to that of "univ\.example\.".*\[key-shared\]$/],
  },
  {
    what: 'two keys have one tag',
    spoil: ({ keys }) => {
      const path = join(keys, 'keys.json')
      const record = JSON.parse(readFileSync(path, 'utf8'))
      writeFileSync(path, JSON.stringify({ ...record, keys: [...record.keys, ...record.keys] }))
    },
    found: [/^error: two keys of "univ\.example\." have the tag \d+: .*\[key-tag-twice\]$/],
  },
  {
    what: 'a link leads to keys in the state folder',
    spoil: ({ folder }) => {
      renameSync(join(folder, 'keys'), join(folder, 'state/keys'))
      symlinkSync(join(folder, 'state/keys'), join(folder, 'keys'))
    },
    found: [/^error: the folder of keys .* lies in the state folder.*\[key-in-state\]$/],
  },
  {
    what: 'secondaries go on for longer than signatures do',
    spoil: ({ folder }) => config(folder, SECONDARY),
    found: [/^warning: secondaries serve "univ\.example\." for 28 days .* expire after 7 \[sign-refresh\]$/],
  },
  {
    what: 'a signature is wrong',
    spoil: (site) => respelled(site, (lines) => lines.map((line) => line.replace('A 10.0.0.1', 'A 10.0.0.9'))),
    found: [/^error: .*in the view internal: .*a signature over www\.univ\.example\. A is wrong \[signed-wrong\]$/],
  },
  {
    what: 'a signature is missing',
    spoil: (site) => respelled(site, (lines) => lines.filter((line) => !/^www.* RRSIG A /.test(line))),
    found: [/www\.univ\.example\. A has 0 signatures instead of 1 \[signed-wrong\]$/],
  },
  {
    what: 'the chain has a gap',
    spoil: (site) => respelled(site, (lines) => lines.filter((line) => !/^www.* NSEC /.test(line))),
    found: [/the chain of NSEC .*\[signed-wrong\]$/],
  },
  {
    what: 'nobody has signed anew for weeks',
    spoil: () => {},
    later: 30 * DAY,
    found: [/internal.*is wrong \[signed-wrong\]$/, /external.*\[signed-wrong\]$/],
  },
]

t.test('what is wrong with keys and signatures is told by check, and nothing else', async (t) => {
  const site = await startedSite(t, `${SIGNED_CONFIG}state: state\n`)
  await site.stop()
  const speaks = speaker(signingSays, 'en')
  for (const [i, { what, spoil, later = 0, found }] of cases.entries()) {
    const folder = join(site.folder, `copy-${i}`)
    mkdirSync(folder)
    for (const file of readdirSync(site.folder))
      if (!file.startsWith('copy-')) cpSync(join(site.folder, file), join(folder, file), { recursive: true })
    const keys = join(folder, 'keys/zone/univ.example')
    spoil({ folder, keys, pem: join(keys, readdirSync(keys).find((file) => file.endsWith('.pem'))!) })
    const { settings } = loadConfig(join(folder, 'janus.yaml'))
    const problems = signingProblems(settings!, readFaces(settings!, []), NOW + later)
    const told = problems.map(({ severity, said, rule }) => `${severity}: ${speaks.text(said.message)} [${rule}]`)
    t.equal(told.length, found.length, `${what}: ${told.join(' | ')}`)
    for (const [n, wanted] of found.entries()) t.match(told[n], wanted, what)
    t.ok(
      problems.every(({ place, said }) => place.line === 5 && said.fix !== undefined),
      what,
    )
    rmSync(folder, { recursive: true })
  }
})
