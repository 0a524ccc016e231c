// Signs the zone of a file as a server does, and tells what of that is signing: no command does it without serving. Of a second
// face one rrset in ten is another: it takes what it can from the first.

import { readFileSync } from 'node:fs'
import { signingAlgorithms } from '../../src/sign/algorithms.ts'
import { type SignInput, signZone } from '../../src/sign/sign-zone.ts'
import { zoneKeyOf } from '../../src/sign/zone-key.ts'
import { zoneOf } from '../support/zones.ts'

const DAY = 86_400
const [file, origin] = process.argv.slice(2) as [string, string]
const text = readFileSync(file, 'utf8')
const plan = {
  keys: [zoneKeyOf('csk', 13, signingAlgorithms.get(13)!.make())],
  dnskeyTtl: 3600,
  schedule: { validity: 14 * DAY, margin: 7 * DAY },
  zonemd: false,
  cds: 'keys' as const,
  denial: 'nsec' as const,
  children: [],
  signals: [],
}
const now = Math.floor(Date.now() / 1000)

function timed(what: string, content: SignInput['content'], stores: SignInput['stores']): SignInput['content'] {
  const [before, began] = [process.cpuUsage(), performance.now()]
  const { zone, made, reused } = signZone({ ...plan, content, stores, now }, 2)
  const { user, system } = process.cpuUsage(before)
  const milliseconds = performance.now() - began
  console.log(`${what}: ${made} made ${reused} taken ${user + system} us ${milliseconds.toFixed(0)} ms`)
  return zone
}

const first = timed('first', zoneOf(`${origin}.`, text), [])
// Of three hosts in ten the address, which is one rrset of three.
const other = text.replace(/^(h\d*[036] IN A )\S+$/gm, (_, owner: string) => `${owner}203.0.113.1`)
timed('second', zoneOf(`${origin}.`, other), [first])
