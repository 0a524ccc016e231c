// Zones whose names differ in octets that are one letter of Latin-1 in two cases: each is served as what it is, signed and unsigned.

import t from 'tap'
import { nameText } from '../../src/dns/name-text.ts'
import { faultOf } from '../../src/sign/self-check.ts'
import { folderOf } from '../support/janus.ts'
import { everybody, operatedOf, told } from '../support/operated.ts'
import { zoneLines } from '../support/signed.ts'
import { Site } from '../support/site.ts'

const NAMES = ['\\195.example.', '\\227.example.']
const zone = (last: number, serial = 1) =>
  `$TTL 300\n@ SOA ns h ${serial} 1d 2h 4w 60\n@ NS ns\nns A 192.0.2.53\nwww A 192.0.2.${last}\n`

for (const denial of ['unsigned', 'nsec', 'nsec3'])
  t.test(denial, async (t) => {
    const sign = NAMES.map((name) => `'${name}': {parents: [], denial: ${denial}}`).join(', ')
    const site = new Site(
      folderOf(t, {
        'janus.yaml': `listen: ["127.0.0.1:0"]\nviews: {here: [any]}\nzones: {${NAMES.map((name, i) => `'${name}': ${i}.zone`).join(', ')}}
${denial === 'unsigned' ? '' : `sign: {${sign}}\n`}`,
        '0.zone': zone(10),
        '1.zone': zone(20),
      }),
    )
    await site.start()
    t.teardown(() => site.stop())
    const found = () =>
      site.server.current.generation.views[0]!.zones.members.map(({ apex, zone: shown }) => {
        const lines = zoneLines(shown!).filter((line) => / A 192\.0\.2\.[1-9]0$/.test(line))
        return [nameText(apex), nameText(shown!.apex), ...lines.map((line) => line.split(' ').at(-1))]
      })
    const served = (first: number, second: number) => [
      [NAMES[0], NAMES[0], `192.0.2.${first}`],
      [NAMES[1], NAMES[1], `192.0.2.${second}`],
    ]
    t.same(found(), served(10, 20))
    const rrset = (name: string, last: number) => ({
      ...{ name: `www.${name}`, type: 'A', changetype: 'REPLACE', ttl: 300 },
      records: [{ content: `192.0.2.${last}` }],
    })
    for (const [i, name] of NAMES.entries()) {
      const options = { zone: name, rrsets: [rrset(name, 30 + 10 * i)] }
      t.match(await told(operatedOf(site.server), everybody, { verb: 'change', options }), { kind: 'one' })
    }
    t.same(found(), served(30, 40), 'changed')
    site.write('1.zone', `${zone(20, 2)}new A 192.0.2.99\n`)
    await site.reload()
    t.same(found(), served(30, 40), 'after a reload')
    await site.restart()
    t.same(found(), served(30, 40), 'after a restart')
    for (const { zone: how, face } of site.server.signing?.status ?? []) {
      const keys = how.keys.kind === 'good' ? how.keys.keys : []
      t.equal(faultOf(face.signed!, keys, Math.floor(Date.now() / 1000), 1), undefined, how.setting.name)
    }
    t.same(site.said, [])
  })
