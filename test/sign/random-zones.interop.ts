// Random zones in which cuts, DNAME, wildcards and empty non-terminals meet in every way, signed as a whole and amended to become another
// one: whatever comes out, ldns-verify-zone, dnssec-verify and kzonecheck find it complete. JANUS_LONG tries twenty times as many.

import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { copyName } from '../../src/dns/name.ts'
import { signingAlgorithms } from '../../src/sign/algorithms.ts'
import { amend } from '../../src/sign/amend.ts'
import { signZone } from '../../src/sign/sign-zone.ts'
import { zoneKeyOf } from '../../src/sign/zone-key.ts'
import { diff } from '../../src/zone/diff.ts'
import { Editor } from '../../src/zone/editor.ts'
import { fold } from '../../src/zone/fold.ts'
import { roomFor } from '../../src/zone/room.ts'
import { Zone } from '../../src/zone/zone.ts'
import { installed } from '../peers/process.ts'
import { content } from '../support/contents.ts'
import fc from '../support/properties.ts'
import { zoneLines } from '../support/signed.ts'
import { zoneOf } from '../support/zones.ts'

const exec = promisify(execFile)
const ORIGIN = 'example.com.'
const DAY = 86_400
const RUNS = process.env.JANUS_LONG === undefined ? 25 : 500

const verifiers = (
  [
    ['ldns-verify-zone', (file: string) => [file]],
    ['dnssec-verify', (file: string) => ['-z', '-o', ORIGIN, file]],
    ['kzonecheck', (file: string) => ['-d', 'on', '-o', ORIGIN, file]],
  ] as const
).filter(([name]) => installed(name) !== undefined)

/** BIND loads no zone that delegates a wildcard. */
const zoneWithout = (text: string) => zoneOf(ORIGIN, text.replace(/^\*\S* NS .*\n/gm, ''))

const plan = {
  ...{ keys: [zoneKeyOf('csk', 13, signingAlgorithms.get(13)!.make())], dnskeyTtl: 3600, zonemd: false },
  ...{ schedule: { validity: 14 * DAY, margin: 7 * DAY }, cds: 'keys' as const, children: [], signals: [], stores: [] },
  now: Math.floor(Date.now() / 1000),
}

function amended(was: Zone, before: Zone, after: Zone, denial: 'nsec' | 'nsec3'): Zone | undefined {
  const names: Uint8Array[] = []
  const { removed, added } = diff(before, after)!
  for (const list of [removed, added]) list.each((bytes, owner) => names.push(copyName(bytes, owner)))
  const made = amend({ ...plan, denial, signed: was, content: after, names, serial: 2 })
  if (made === undefined) return undefined
  const edition = new Editor(fold(was, roomFor(was, made.changes))).edit(made.changes)
  if (!(edition instanceof Zone)) throw new Error(`not edited: ${JSON.stringify(edition)}`)
  return edition
}

for (const denial of ['nsec', 'nsec3'] as const)
  t.test(denial, { skip: verifiers.length === 0 && 'no verifier', timeout: 1_200_000 }, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'janus-random-'))
    t.teardown(() => rmSync(folder, { recursive: true }))
    const file = join(folder, 'signed')
    const judge = async (what: string, zone: Zone) => {
      const lines = zoneLines(zone)
      writeFileSync(file, `${lines.join('\n')}\n`)
      await Promise.all(
        verifiers.map(([name, args]) =>
          exec(name, args(file)).catch(({ stdout, stderr }) => {
            // Knot DNS takes no such zone, signed or not.
            if (`${stdout}${stderr}`.includes('child record exists under DNAME')) return
            const content = lines.filter((line) => !line.includes(' IN RRSIG '))
            throw new Error(`${what}, ${name}: ${stdout}${stderr}\n${content.join('\n')}`)
          }),
        ),
      )
    }
    await fc.assert(
      fc.asyncProperty(content, content, async (one, other) => {
        const [before, after] = [zoneWithout(one), zoneWithout(other)]
        const { zone } = signZone({ ...plan, denial, content: before }, 1)
        await judge('signed', zone)
        const next = amended(zone, before, after, denial)
        if (next !== undefined) await judge('amended', next)
      }),
      { numRuns: RUNS, endOnFailure: true },
    )
    t.pass(`${RUNS} zones, each before ${verifiers.length} verifiers twice`)
  })
