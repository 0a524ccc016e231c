// janus print: the same zone again when it is loaded, the same octets every time, and other servers' tools take it.

import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { printZone } from '../../../src/supply/faces/print.ts'
import { plainSets } from '../../../src/supply/plain-sets.ts'
import { loadConfig } from '../../../src/text/config/load.ts'
import { compareSets } from '../../../src/tools/diff/diff.ts'
import { loadViews } from '../../support/load.ts'
import { labelsText } from '../../support/name.ts'
import fc from '../../support/properties.ts'
import { janus, root } from '../../support/run-janus.ts'
import { inquiries, zoneText } from '../../support/world.ts'
import { zoneOf } from '../../support/zones.ts'

function installed(command: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${command}`]).status === 0
}

t.test('what is printed and loaded is the same zone, and is printed alike again', async () => {
  fc.assert(
    fc.property(inquiries({ min: 0, max: 0 }), ({ world }) => {
      for (const one of world.zones) {
        const origin = labelsText(one.origin)
        const zone = zoneOf(origin, zoneText(one))
        const printed = printZone(zone, 'internal')
        const again = zoneOf(origin, printed)
        const differences = compareSets(plainSets(zone, undefined), plainSets(again, undefined))
        if (differences.length > 0 || zone.serial !== again.serial) throw new Error(`${zoneText(one)}\n${printed}`)
        if (printZone(again, 'internal') !== printed) throw new Error(printed)
        // The order of lines in the source means nothing; a name in two spellings keeps the first.
        const [soa, ...rest] = one.records
        const turned = zoneText({ ...one, records: [soa!, ...rest.reverse()] })
        const other = printZone(zoneOf(origin, turned), 'internal')
        if (other.toLowerCase() !== printed.toLowerCase()) throw new Error(`${turned}\n${printed}`)
      }
    }),
    { numRuns: 300 },
  )
})

const everyType = readFileSync(join(root, 'test/supply/faces/every-type.zone'), 'utf8')

t.test('every type is printed so that it reads back', async (t) => {
  const zone = zoneOf('example.com.', everyType)
  const again = zoneOf('example.com.', printZone(zone, 'internal'))
  t.same(compareSets(plainSets(zone, undefined), plainSets(again, undefined)), [])
})

const { settings } = loadConfig(join(root, 'zones/janus.yaml'))
const campus = loadViews(settings!).faces.map(
  ({ name, zone, view }) => [name, printZone(zone!, settings!.views[view]!.name)] as const,
)

const checkers: { command: string; args: (zone: string, path: string) => string[] }[] = [
  { command: 'named-checkzone', args: (zone, path) => ['-i', 'none', '-k', 'ignore', zone, path] },
  { command: 'nsd-checkzone', args: (zone, path) => [zone, path] },
  { command: 'kzonecheck', args: (zone, path) => ['-o', zone, path] },
]

for (const { command, args } of checkers)
  t.test(
    `${command} takes what is printed`,
    { skip: !installed(command) && `${command} is not installed` },
    async (t) => {
      const folder = t.testdir()
      const all = [['example.com', printZone(zoneOf('example.com.', everyType), 'internal')], ...campus] as const
      for (const [i, [zone, text]] of all.entries()) {
        const path = join(folder, `${i}.zone`)
        writeFileSync(path, text)
        t.doesNotThrow(() => execFileSync(command, args(zone, path), { encoding: 'utf8' }), zone)
      }
    },
  )

t.test('a zone that is not there, and one that was refused', async (t) => {
  const folder = t.testdir({
    'janus.yaml': 'zones: {example.com: a.zone, bad.example: b.zone}\n',
    'a.zone': everyType,
    'b.zone': '@ A\n',
  })
  t.match(janus(['print', 'default', 'example.com'], folder), {
    status: 0,
    stdout: /^; example\.com\. in the view default/,
  })
  t.match(janus(['print', 'default', 'example.net'], folder), { status: 2, stderr: /has no zone "example\.net"/ })
  t.match(janus(['print', 'defualt', 'example.com'], folder), { status: 2, stderr: /did you mean "default"/ })
  t.match(janus(['print', 'default', 'bad.example'], folder), { status: 1, stderr: /was refused/ })
})
