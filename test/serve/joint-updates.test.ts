// A key of several views changes them together: whoever asks one view and then the other, over whatever socket, never sees a change and
// after that a view that does not have it.

import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { rcodeName } from '../../src/dns/rcodes.ts'
import { readMessage } from '../../src/wire/message.ts'
import { signRequest } from '../../src/wire/tsig/sign.ts'
import { queryFor } from '../support/ask.ts'
import { exchange, type Way } from '../support/exchange.ts'
import { folderOf, serve } from '../support/janus.ts'
import { tsigKey } from '../support/tsig.ts'
import { updateMessage } from '../support/update-message.ts'

const SECRET = 'R16NojROxtxH/xbDl//ehDsHm5DjWTQ2YXV+hGC2iBY='
const zone = '$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ NS ns\nns A 198.51.100.1\nv TXT "0"\n'
const files = {
  'inside.zone': zone,
  'outside.zone': zone,
  'janus.yaml': `listen: ["127.0.0.1:0"]
workers: 2
views: {internal: [127.0.0.1], external: [any]}
zones: {example.com: {internal: inside.zone, external: outside.zone}}
tsig: {both: {views: [internal, external]}}
updates: [{key: both, zones: [example.com]}]
`,
}
const CHANGES = process.env.JANUS_LONG === undefined ? 40 : 2000
/** An address of each view, in which a change would be missed if it came to one view after the other. */
const ORDERS = [
  ['127.0.0.1', '127.0.0.9'],
  ['127.0.0.9', '127.0.0.1'],
] as const
const WAYS = ['udp', 'udp', 'tcp'] as const

t.test('a change of two views is seen in both, or in none', async (t) => {
  const folder = folderOf(t, files)
  mkdirSync(join(folder, 'keys', 'tsig'), { recursive: true, mode: 0o700 })
  chmodSync(join(folder, 'keys'), 0o700)
  const text = `key "both" { algorithm hmac-sha256; secret "${SECRET}"; };\n`
  writeFileSync(join(folder, 'keys', 'tsig', 'both.key'), text, { mode: 0o600 })
  const janus = await serve(t, folder)
  const port = janus.port()
  const key = tsigKey('hmac-sha256', 'both', SECRET)
  const send = async (id: number, lines: readonly string[]) => {
    const { message } = signRequest(key, updateMessage('example.com.', lines, { id }), Math.floor(Date.now() / 1000))
    return rcodeName((await exchange(t, message, { port, from: '127.0.0.1', transport: 'udp' }))[3]! & 0xf)
  }
  const watching = ORDERS.flatMap((order) => WAYS.map((transport) => watched(t, { port, transport }, order)))
  for (let i = 1; i <= CHANGES; i++)
    t.equal(await send(i, ['delete v TXT', `add v 60 TXT "${i}"`]), 'NOERROR', `change ${i}`)
  const seen = await Promise.all(watching)
  t.strictSame(
    seen.map(({ back }) => back),
    seen.map(() => []),
    'none that was seen in one view is missing in the other after that',
  )
  // One view would not have it: then the other does not either.
  t.equal(await send(CHANGES + 1, ['prereq yxrrset v TXT "0"', 'add v 60 TXT "x"']), 'NXRRSET')
  for (const from of ORDERS[0]) t.equal(await valueAt(t, { port, from, transport: 'udp' }), CHANGES, from)
})

/** Asks in that order again and again, until the last change has come; where a number was smaller than one before. */
async function watched(
  t: Test,
  way: Omit<Way, 'from'>,
  order: readonly string[],
): Promise<{ readonly back: readonly string[] }> {
  const back: string[] = []
  let last = 0
  while (last < CHANGES)
    for (const from of order) {
      const value = await valueAt(t, { ...way, from })
      if (value < last) back.push(`${last}, and then ${value} from ${from}`)
      last = Math.max(last, value)
    }
  return { back }
}

async function valueAt(t: Test, way: Way): Promise<number> {
  const [record] = readMessage(await exchange(t, queryFor('v.example.com. TXT'), way))!.answer
  return Number(Buffer.from(record!.rdata.subarray(1)).toString())
}
