// What messages make of a face may not fit the zones beside it any more: found of what is served, by the rules that look between zones,
// and told in findings, status and the log. Nothing is refused for it.

import t, { type Test } from 'tap'
import { asUser } from '../../src/operate/actor.ts'
import { speaking } from '../../src/operate/http/language.ts'
import { Aside } from '../../src/store/aside.ts'
import { folderOf } from '../support/janus.ts'
import { everybody, operatedOf, told } from '../support/operated.ts'
import { change } from '../support/remade-site.ts'
import { Site } from '../support/site.ts'

const top = '$TTL 300\n@ SOA ns hostmaster 7 3600 600 86400 60\n@ NS ns\nns A 192.0.2.2\n'
const files = {
  'janus.yaml': `listen: ["127.0.0.1:0"]
udp: portable
state: state
views: {internal: [127.0.0.1], external: [any]}
zones:
  a.example: {internal: a.in.zone, external: a.out.zone}
  b.example: {internal: b.zone, external: b.zone}
  c.example: {internal: c.zone}
`,
  'a.in.zone': `${top}mail A 192.0.2.25\n@ MX 10 mail\nwww A 192.0.2.80\nhost A 192.0.2.26\n`,
  'a.out.zone': `${top.replace(' 7 ', ' 57 ')}mail A 192.0.2.25\n@ MX 10 mail\nwww A 192.0.2.80\nhost A 192.0.2.26\n`,
  'b.zone': `${top}@ MX 10 host.a.example.\nold CNAME nowhere\n`,
  'c.zone': `${top}@ MX 10 mx.b.example.\n@ MX 20 ns\n`,
}

const insider = asUser({ name: 'eve', role: 'viewer', views: ['internal'], tokens: [] }, 'off')

async function started(t: Test): Promise<Site> {
  const site = new Site(folderOf(t, files))
  t.teardown(() => site.stop())
  await site.start()
  return site
}

async function looked(site: Site): Promise<void> {
  for (let turn = 0; site.server.standing.isBehind; turn++) {
    if (turn > 24_000) throw new Error('nobody looks at what is served')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

function ask(site: Site, verb: string): Promise<Record<string, unknown>> {
  return told(operatedOf(site.server), everybody, { verb, options: {} })
}

type Finding = {
  readonly zone: string
  readonly view: string
  readonly rule: string
  readonly place: { readonly file: string; readonly line: number }
}

/** `zone in view: rule file:line`. */
async function findings(site: Site): Promise<string[]> {
  await looked(site)
  const { result } = (await ask(site, 'findings')) as { readonly result: readonly Finding[] }
  return result.map(({ zone, view, rule, place: { file, line } }) => {
    return `${zone} in ${view}: ${rule} ${file.split('/').at(-1)}:${line}`
  })
}

t.test(
  'what messages make of zones is looked at beside the zones around them, now, after a reload and after a restart',
  async (t) => {
    const site = await started(t)
    const before = await findings(site)
    const toldNow = async () => (await findings(site)).filter((one) => !before.includes(one))
    const steps = [
      {
        what: 'the target of an MX of another zone is gone: that is told of the zone with the MX',
        change: ['external', 'a.example', 'host.a.example A'],
        found: ['b.example. in external: mx-target-gone b.zone:5'],
      },
      { what: 'it is back', change: ['external', 'a.example', 'host.a.example A 192.0.2.26'], found: [] },
      {
        what: 'a name that nobody else asks about',
        change: ['internal', 'c.example', 'x.c.example A 192.0.2.9'],
        found: [],
      },
      {
        what: 'mail inside for a host that outside has nothing to take it with',
        change: ['internal', 'a.example', 'www.a.example MX 10 mail.a.example.'],
        found: ['a.example. in internal: view-mail-missing a change of a.example. in view internal:0'],
        insiders: 'not told',
      },
      { what: 'and outside', change: ['external', 'a.example', 'www.a.example MX 10 mail.a.example.'], found: [] },
      {
        what: 'the host is gone inside too, for a zone that is one file for both views',
        change: ['internal', 'a.example', 'host.a.example A'],
        found: ['b.example. in internal: mx-target-gone b.zone:5'],
      },
    ] as const
    for (const {
      what,
      change: [view, zone, line],
      found,
      ...more
    } of steps) {
      t.equal((await change(site, view, zone, line)).kind, 'one', `${what}: nobody refuses it`)
      t.same((await toldNow()).toSorted(), found.toSorted(), what)
      if (!('insiders' in more)) continue
      const seen = await told(operatedOf(site.server), insider, { verb: 'status', options: {} })
      t.equal(seen.kind, 'one')
      t.notMatch(JSON.stringify(seen), /misfits/, `${what}: who sees the inside alone learns nothing of the outside`)
      const operated = await speaking(operatedOf(site.server), 'ja')
      const japanese = JSON.stringify((await told(operated, everybody, { verb: 'findings', options: {} })).result)
      t.match(japanese, /"file":"ビュー internal の a\.example\. への変更"/, 'in the place of a file, in Japanese too')
      t.notMatch(japanese, /"instead"/)
    }
    const last = await toldNow()
    const { result } = await ask(site, 'status')
    t.match(result, { misfits: { faces: 1, findings: 1 } })
    const metrics = async () => (await ask(site, 'metrics')).result
    t.match(await metrics(), /^janus_zone_misfits{zone="b.example.",view="internal"} 1$/m)
    t.match(site.said.join('\n'), /does not fit the zones beside it any more/)
    await site.reload()
    t.same(await toldNow(), last, 'a reload that changes nothing')
    await site.restart()
    t.same((await toldNow()).toSorted(), last.toSorted(), 'a restart')
    await change(site, 'internal', 'a.example', 'host.a.example A 192.0.2.25')
    t.same(await toldNow(), [], 'mended')
    t.notMatch(await metrics(), /^janus_zone_misfits{/m)
  },
)

for (const [when, key] of [
  ['looks', 'wanted'],
  ['learns what there is', 'side'],
])
  t.test(`a look whose thread dies while it ${when} is taken again, and no change is forgotten`, (t) => dies(t, key!))

async function dies(t: Test, key: string) {
  const site = await started(t)
  const before = await findings(site)
  const { ask } = Aside.prototype
  t.teardown(() => {
    Aside.prototype.ask = ask
  })
  let looks = 0
  Aside.prototype.ask = function (job) {
    const isLook = typeof job === 'object' && job !== null && key in job
    return isLook && ++looks === 1 ? Promise.reject(new Error('ERR_WORKER_OUT_OF_MEMORY')) : ask.call(this, job)
  }
  await change(site, 'external', 'a.example', 'host.a.example A')
  const after = await findings(site)
  t.ok(looks > 1, `${looks} looks`)
  t.match(site.said.join('\n'), /OUT_OF_MEMORY.*served zones are not checked against each other: tried again later/)
  t.same(
    after.filter((one) => !before.includes(one)),
    ['b.example. in external: mx-target-gone b.zone:5'],
  )
}
