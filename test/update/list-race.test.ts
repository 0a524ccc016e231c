// Messages with prerequisites about one entry of a list, at the same time: one finds it free.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { rcodeName } from '../../src/dns/rcodes.ts'
import { steadyTime } from '../../src/store/clock.ts'
import { Leases } from '../../src/store/leases/leases.ts'
import { applyToList } from '../../src/update/apply-to-list.ts'
import { readUpdate, type Update } from '../../src/wire/update-message.ts'
import { updateMessage } from '../support/update-message.ts'

const origin = nameFromText('pop.example.')

t.test('of messages that race for an entry of a list, one finds it free', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'janus-race-'))
  const leases = await Leases.open(join(folder, 'leases'), {
    ...{ time: steadyTime, wall: Date.now, onBulky: () => {}, onTorn: () => {} },
    onFault: (error) => {
      throw error
    },
  })
  if (typeof leases === 'string') throw new Error(leases)
  t.teardown(async () => {
    await leases.close()
    rmSync(folder, { recursive: true })
  })
  leases.use([
    {
      ...{ name: 'pop.example.', origin, files: [], ttl: 300, negativeTtl: 5, negativeTtlGiven: false, views: [0] },
      ...{ leases: 600_000, max: 3_600_000, writers: ['mail'], maxEntries: { files: 10, leases: 1000 } },
      ...{ code: Uint8Array.of(127, 0, 0, 2), place: { file: 'janus.yaml', line: 1, column: 1, length: 1 } },
    },
  ])
  const list = leases.settingOf(origin)!
  const send = async (lines: readonly string[]) => {
    const applied = await applyToList(leases, list, readUpdate(updateMessage('pop.example.', lines)) as Update, 'mail')
    return applied.kind === 'applied' ? 'NOERROR' : rcodeName(applied.rcode)
  }
  const texts = ['a', 'b', 'c', 'd', 'e']
  const rcodes = await Promise.all(
    texts.map((text) => send(['prereq nxdomain 7.2.0.192', `add 7.2.0.192 60 TXT "${text}"`])),
  )
  t.strictSame(rcodes, ['NOERROR', 'YXDOMAIN', 'YXDOMAIN', 'YXDOMAIN', 'YXDOMAIN'])
  t.equal(await send(['prereq yxrrset 7.2.0.192 TXT "a"', 'delete 7.2.0.192']), 'NOERROR')
  t.equal(await send(['prereq yxdomain 7.2.0.192']), 'NXDOMAIN')
})
