// Janus as the secondary of BIND, NSD and Knot DNS: each view has its own face from them, by its address or by its key; what they
// change comes as changes as soon as they say so; and it is served as long as it may be, whoever dies.

import { chmodSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { freePort } from '../support/free-port.ts'
import { dig, folderOf, type Janus, type LogLine, serve } from '../support/janus.ts'
import { withoutSerial } from '../support/sign-all.ts'
import { until } from '../support/until.ts'
import { zoneOf } from '../support/zones.ts'
import { linesOf } from '../transfer/streams.ts'
import { becomes } from './outliving.ts'
import { keyText, primaryKinds, sources, type View, views } from './primary-kinds.ts'
import { type RunningServer, run } from './process.ts'
import { transferred } from './transferred.ts'

/** Times of which nothing comes while the test runs, and times that a test can wait for. */
const SLOW = '1d 1d 4w 60'
const QUICK = '1 1 12 60'

function zoneText(view: View, serial: number, times = SLOW): string {
  const hosts = Array.from({ length: 1500 }, (_, i) =>
    // Of each hundred a version has one that others have not, and one that is another.
    i % 100 === serial ? '' : `${view}${i} A 10.${i % 100 === 50 ? serial : 0}.${i >> 8}.${i & 255}\n`,
  )
  const few =
    'ns A 192.0.2.1\n*.Wild TXT "a b" c\nempty.non.terminal A 192.0.2.3\nsub NS ns.sub\nns.sub A 192.0.2.4\nsub NS ns\n'
  const changing = `ttl ${60 + serial} A 192.0.2.5\nttl ${60 + serial} A 192.0.2.6\nonly${serial}.deep.down TXT "${view}"\n`
  return `$TTL 60\n@ SOA ns hostmaster ${serial} ${times}\n@ NS ns\n${few}${changing}${hosts.join('')}`
}

for (const { name, program, instances, setup } of primaryKinds.filter(
  (k) => !process.env.ONLY || process.env.ONLY.includes(k.name),
))
  for (const keyed of [false, true])
    t.test(
      `${name} is the primary of each view ${keyed ? 'by its key' : 'by the address that asks'}`,
      { skip: !program && `${name} is not installed` },
      async (t) => {
        const port = await freePort()
        const running: RunningServer[] = []
        t.teardown(() => Promise.all(running.map((one) => one.stop())))
        const start = async (serial: number, at: readonly number[] = []) => {
          for (const [i, its] of instances.entries())
            running.push(
              await run((own, folder) => {
                const made = setup(its, { port: own, janus: port, folder, keyed })
                const texts = its.map((view) => [`${view}.zone`, zoneText(view, serial)])
                return { program: program!, ...made, files: { ...made.files, ...Object.fromEntries(texts) } }
              }, at[i]),
            )
          // A signal that comes before it listens ends it.
          for (const one of running)
            await until(
              () => `an answer of ${name}: ${one.log()}`,
              async () => !(await dig(one.port, '@127.0.0.1', 'example.com', 'SOA')).includes('no answer'),
            )
        }
        await start(1)
        const ports = running.map((one) => one.port)
        const folder = secondaryFolder(
          t,
          port,
          (view) => ports[instances.findIndex((its) => its.includes(view))]!,
          keyed,
        )
        const janus = await serve(t, folder)
        const first = await arrived(janus, 1)
        t.ok(first.every(({ by }) => by === 'AXFR'))
        await hasAll(1)

        change(2)
        const second = await arrived(janus, 2)
        t.same(
          second.map(({ by }) => by),
          ['IXFR', 'IXFR'],
          second.map((line) => String(line.insteadOfChanges)).join(),
        )
        await hasAll(2)

        await Promise.all(running.splice(0).map((one) => one.stop()))
        janus.signal('SIGKILL')
        await janus.ended
        const again = await serve(t, folder)
        await hasAll(2)

        await start(2, ports)
        change(3, QUICK)
        const third = await arrived(again, 3)
        t.same(
          third.map(({ by }) => by),
          ['IXFR', 'IXFR'],
          third.map((line) => String(line.insteadOfChanges)).join(),
        )
        await hasAll(3, QUICK)

        await Promise.all(running.splice(0).map((one) => one.stop()))
        await again.logged(EXPIRED, 2)
        for (const view of views)
          t.same(
            await becomes(
              () => dig(port, '@127.0.0.1', '-b', sources[view], 'ns.example.com', 'A'),
              ([line]) => line === 'SERVFAIL',
            ),
            ['SERVFAIL'],
          )
        // Whatever serial they have now.
        await start(1, ports)
        await arrived(again, 1)
        await hasAll(1)

        async function hasAll(serial: number, times = SLOW): Promise<void> {
          for (const view of views) {
            const served = await transferred(t, port, 'example.com', sources[view])
            t.same(
              served.map(withoutSerial).sort(),
              expected(view, serial, times).map(withoutSerial).sort(),
              `${view}, serial ${serial}`,
            )
          }
        }

        function change(serial: number, times = SLOW): void {
          for (const [i, its] of instances.entries()) {
            for (const view of its) {
              const { folder } = running[i]!
              writeFileSync(join(folder, 'new'), zoneText(view, serial, times))
              renameSync(join(folder, 'new'), join(folder, `${view}.zone`))
            }
            running[i]!.reload()
          }
        }
      },
    )

const CAME = 'a zone has come from its primary'
const EXPIRED =
  'a zone has expired: its primary has not answered for too long, and its names get SERVFAIL until it does'

/** What was logged of the face in each view, as soon as both have come. */
async function arrived(janus: Janus, serial: number): Promise<LogLine[]> {
  for (let count = 1; ; count++) {
    await janus.logged(CAME, count)
    const lines = janus.log.filter((line) => line.msg === CAME && line.serial === serial)
    const found = views.map((view) => lines.find((line) => line.view === view))
    if (found.every((line) => line !== undefined)) return found
  }
}

function expected(view: View, serial: number, times: string): string[] {
  return linesOf(zoneOf('example.com.', zoneText(view, serial, times)))
    .filter((line) => line.includes(' '))
    .map((line) => line.toLowerCase())
    .sort()
}

function secondaryFolder(t: Test, port: number, portOf: (view: View) => number, keyed: boolean): string {
  const primaries = views.map((view) => {
    const how = keyed ? `, key: k-${view}` : ''
    return `  at-${view}: {address: ["127.0.0.1:${portOf(view)}"], source: ${sources[view]}${how}}\n`
  })
  const folder = folderOf(t, {
    ...Object.fromEntries(views.map((view) => [`keys/tsig/k-${view}.key`, keyText(view)])),
    'janus.yaml': `listen: ["127.0.0.1:${port}"]
workers: 1
state: state
views: {internal: [127.0.1.0/24], external: [any]}
${keyed ? 'tsig: {k-internal: {view: internal}, k-external: {view: external}}' : ''}
primaries:
${primaries.join('')}
zones: {example.com: {internal: {primary: at-internal}, external: {primary: at-external}}}
transfers: [{from: [127.0.1.0/24], views: [internal]}, {from: [127.0.2.0/24], views: [external]}]
`,
  })
  for (const one of ['keys', 'keys/tsig']) chmodSync(join(folder, one), 0o700)
  for (const view of views) chmodSync(join(folder, `keys/tsig/k-${view}.key`), 0o600)
  return folder
}
