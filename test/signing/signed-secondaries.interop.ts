// Zones that we sign, at secondaries of other kinds: what BIND, NSD and Knot serve of both faces, a real resolver validates, at first,
// after a change that came as a difference, and after both sides have started again.

import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { answer, becomes } from '../peers/outliving.ts'
import { installed, type RunningServer, run } from '../peers/process.ts'
import { type Kind, secondaryKinds, type View, views } from '../peers/secondary-kinds.ts'
import { freePort } from '../support/free-port.ts'
import { janus as command, folderOf, serve } from '../support/janus.ts'
import { anchorOf } from '../support/trust-anchor.ts'
import { Unbound } from '../support/unbound.ts'

const ZONE = 'example.com'

const textOf = (view: View, serial: number) => `$TTL 60
@ SOA ns hostmaster ${serial} 1d 1d 4w 60
@ NS ns
ns A 192.0.2.1
v${serial} A 192.0.2.2
only-${view} A 192.0.2.3
*.wild TXT "x"
*.deep.wild A 192.0.2.4
a.b.ent A 192.0.2.5
sub NS ns.sub
ns.sub A 192.0.2.6
d DNAME t.example.net.
alias CNAME www.wild
${Array.from({ length: 100 }, (_, i) => `h${i} A 10.0.0.${i}\n`).join('')}`

/** What a validating resolver says of each, at whichever secondary. */
const questions = (view: View, serial: number): Readonly<Record<string, string>> => ({
  [`${ZONE} SOA`]: 'NOERROR secure',
  [`${ZONE} DNSKEY`]: 'NOERROR secure',
  [`v${serial}.${ZONE} A`]: 'NOERROR secure',
  [`v${serial - 1}.${ZONE} A`]: 'NXDOMAIN secure',
  [`only-${view}.${ZONE} A`]: 'NOERROR secure',
  [`only-${view === 'internal' ? 'external' : 'internal'}.${ZONE} A`]: 'NXDOMAIN secure',
  [`x.wild.${ZONE} TXT`]: 'NOERROR secure',
  [`x.wild.${ZONE} MX`]: 'NOERROR secure',
  [`x.y.deep.wild.${ZONE} A`]: 'NOERROR secure',
  [`ent.${ZONE} A`]: 'NOERROR secure',
  [`b.ent.${ZONE} A`]: 'NOERROR secure',
  [`sub.${ZONE} DS`]: 'NOERROR secure',
  [`h7.${ZONE} AAAA`]: 'NOERROR secure',
  [`h77.${ZONE} A`]: 'NOERROR secure',
  [`nothing.h77.${ZONE} A`]: 'NXDOMAIN secure',
})

const kinds = secondaryKinds.filter(({ server, program }) => server !== 'pdns' && program !== undefined)
const skip = installed('unbound') === undefined && 'no unbound'

for (const denial of ['nsec', 'nsec3'] as const)
  t.test(`secondaries serve both faces with ${denial} as they were signed`, { skip }, (t) => areServed(t, denial))

type Peer = { readonly kind: Kind; readonly view: View; readonly name: string; readonly port: number }

async function areServed(t: Test, denial: string): Promise<void> {
  // One that takes both views shows a resolver here the outside alone.
  const peers: readonly Peer[] = await Promise.all(
    kinds.flatMap((kind) =>
      (kind.instances.length > 1 ? views : (['external'] as const)).map(async (view) => ({
        ...{ kind, view, name: `${kind.server}-${view}`, port: await freePort() },
      })),
    ),
  )
  const port = await freePort()
  const lines = peers.map(({ name, view, port }) => `  ${name}: {address: ["127.0.0.1:${port}"], views: [${view}]}\n`)
  const folder = folderOf(t, {
    ...Object.fromEntries(views.map((view) => [`${view}.zone`, textOf(view, 1)])),
    'janus.yaml': `listen: ["127.0.0.1:${port}"]
workers: 1
views: {internal: [10.0.0.0/8], external: [any]}
zones: {${ZONE}: {internal: internal.zone, external: external.zone}}
sign: {${ZONE}: {parents: [], denial: ${denial}}}
secondaries:
${lines.join('')}`,
  })
  const config = join(folder, 'janus.yaml')
  let primary = await serve(t, folder)
  const running: RunningServer[] = []
  t.teardown(() => Promise.all(running.map((one) => one.stop())))
  for (const { kind, name, view, port } of peers) {
    const printed = await command('tsig', 'config', name, '--for', kind.server, '--view', view, '--config', config)
    t.match(printed, { code: 0, stderr: '' }, name)
    running.push(
      await run((_, at) => ({ program: kind.program!, ...kind.setup(printed.stdout, port, at, join(folder, 'keys')) })),
    )
  }
  const anchors = [anchorOf(folder, ZONE)]
  const areSecure = async (when: string, serial: number) => {
    for (const [i, { name, view, port }] of peers.entries()) {
      const isThere = (lines: readonly string[]) => lines.some((line) => line.includes('192.0.2.2'))
      const seen = await becomes(() => answer(port, `v${serial}`), isThere)
      t.ok(isThere(seen), `${name} has it ${when}${isThere(seen) ? '' : running[i]!.log()}`)
      const unbound = await Unbound.start(t, { port, zones: [ZONE], anchors })
      const wanted = questions(view, serial)
      const said: Record<string, string> = {}
      for (const question of Object.keys(wanted)) said[question] = await unbound.ask(question)
      t.same(said, wanted, `${name} ${when}`)
      await unbound.stop()
    }
  }
  await areSecure('at first', 1)

  for (const view of views) {
    writeFileSync(join(folder, 'new.zone'), textOf(view, 2))
    renameSync(join(folder, 'new.zone'), join(folder, `${view}.zone`))
  }
  t.match(await command('reload', '--config', config), { code: 0 })
  await areSecure('after a change', 2)
  const steps = primary.log.filter(({ msg, how }) => msg === 'a zone was transferred' && how === 'steps')
  t.ok(steps.length >= peers.length, `${steps.length} differences were enough`)

  primary.signal('SIGKILL')
  await primary.ended
  primary = await serve(t, folder)
  await Promise.all(running.map((one) => one.restart()))
  await areSecure('after all have started again', 2)
}
