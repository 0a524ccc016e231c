// Janus as the primary of BIND, NSD and Knot DNS: each fetches the face of the view that its own address gets, and gives it on
// as it is, the first version and the next.

import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { janus as command, folderOf, serve } from '../support/janus.ts'
import { servedSerial } from '../support/sign-all.ts'
import { knotServer } from './knot-conf.ts'
import { nsdServer } from './nsd-conf.ts'
import { installed, type RunningServer, run, type Setup } from './process.ts'
import { transferred } from './transferred.ts'

/** Where each asks from: the view is the address's. */
const sources = { internal: '127.0.1.1', external: '127.0.2.1' }
type View = keyof typeof sources
const views = Object.keys(sources) as View[]

/** A secondary of `zone` at 127.0.0.1, which asks the primary from `from`. */
type Secondary = (zone: string, primary: number, from: string, port: number, folder: string) => Omit<Setup, 'program'>

const kinds: readonly { readonly name: string; readonly program: string | undefined; readonly setup: Secondary }[] = [
  { name: 'BIND', program: installed('named'), setup: bind },
  { name: 'NSD', program: installed('nsd'), setup: nsd },
  { name: 'Knot', program: installed('knotd'), setup: knot },
]

const everyType = readFileSync(join(import.meta.dirname, '../supply/faces/every-type.zone'), 'utf8')

/** Refreshed each second; long enough for many messages. */
function zoneText(view: View, serial: number): string {
  const hosts = Array.from({ length: 3000 }, (_, i) => `${view}${i} A 10.${serial}.${i >> 8}.${i & 255}\n`)
  const few =
    '@ SOA ns hostmaster SERIAL 1 1 604800 60\n@ NS ns\nns A 192.0.2.1\n*.Wild TXT "a b" c\nempty.non.terminal A 192.0.2.3\n'
  return `$TTL 60\n${few.replace('SERIAL', String(serial))}${hosts.join('')}`
}

for (const { name, program, setup } of kinds)
  t.test(
    `${name} has each face as it is, and follows it`,
    { skip: !program && `${name} is not installed` },
    async (t) => {
      const folder = folderOf(t, {
        ...Object.fromEntries(views.map((view) => [`${view}.zone`, zoneText(view, 1)])),
        'every.zone': everyType.replaceAll('example.com.', 'types.example.'),
        'janus.yaml': `listen: ["127.0.0.1:0"]
views: {internal: [127.0.1.0/24], external: [any]}
zones:
  example.com: {internal: internal.zone, external: external.zone}
  types.example: every.zone
transfers: [{from: [127.0.0.0/8], views: [internal]}, {from: [127.0.0.0/8], views: [external]}]
`,
      })
      const primary = await serve(t, folder)
      const secondaries: RunningServer[] = []
      t.teardown(() => Promise.all(secondaries.map((one) => one.stop())))
      const secondaryOf = async (zone: string, view: View) => {
        const one = await run((port, folder) => ({
          program: program!,
          ...setup(zone, primary.port(), sources[view], port, folder),
        }))
        secondaries.push(one)
        return one
      }
      const followers = await Promise.all(views.map((view) => secondaryOf('example.com', view)))
      const types = await secondaryOf('types.example', 'internal')
      const same = async (one: RunningServer, zone: string, view: View, serial: number) => {
        const [theirs, ours] = [
          await zoneAt(one, zone, serial),
          await transferred(t, primary.port(), zone, sources[view]),
        ]
        t.same(theirs, ours, `${zone} in the view ${view}, serial ${serial}`)
      }
      for (const [i, view] of views.entries()) await same(followers[i]!, 'example.com', view, servedSerial(1))
      const [soa] = await transferred(t, primary.port(), 'types.example', sources.internal)
      await same(types, 'types.example', 'internal', Number(/soa \S+ \S+ (\d+)/.exec(soa!)![1]))
      for (const view of views) {
        writeFileSync(join(folder, 'new.zone'), zoneText(view, 2))
        renameSync(join(folder, 'new.zone'), join(folder, `${view}.zone`))
      }
      t.match(await command('reload', '--config', join(folder, 'janus.yaml')), { code: 0 })
      for (const [i, view] of views.entries()) await same(followers[i]!, 'example.com', view, servedSerial(2))

      /** Its records, as soon as it has that version. */
      async function zoneAt(one: RunningServer, zone: string, serial: number): Promise<string[]> {
        for (;;) {
          const found = await transferred(t, one.port, zone, '127.0.0.1').catch(() => [])
          if (found.some((line) => line.includes(' soa ') && line.includes(` ${serial} `))) return found
          if (one.hasEnded()) throw new Error(one.log())
          await new Promise((resolve) => setTimeout(resolve, 200))
        }
      }
    },
  )

function bind(zone: string, primary: number, from: string, port: number, folder: string): Omit<Setup, 'program'> {
  const conf = `
options {
  directory "${folder}"; listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; };
  pid-file none; session-keyfile none; lock-file none;
  recursion no; dnssec-validation no; empty-zones-enable no; notify no;
  allow-transfer { any; }; check-names secondary ignore;
  min-refresh-time 1; min-retry-time 1; transfer-source ${from};
};
controls { };
zone "${zone}" { type secondary; primaries port ${primary} { 127.0.0.1; }; file "zone"; };
`
  return { files: { 'named.conf': conf }, args: ['-g', '-n', '1', '-c', `${folder}/named.conf`] }
}

function nsd(zone: string, primary: number, from: string, port: number, folder: string): Omit<Setup, 'program'> {
  const conf = `
${nsdServer(port, folder)}remote-control:
  control-enable: no
zone:
  name: "${zone}"
  zonefile: "zone"
  request-xfr: 127.0.0.1@${primary} NOKEY
  allow-notify: 127.0.0.0/8 NOKEY
  outgoing-interface: ${from}
  provide-xfr: 127.0.0.0/8 NOKEY
  min-refresh-time: 1
  min-retry-time: 1
`
  return { files: { 'nsd.conf': conf }, args: ['-d', '-c', `${folder}/nsd.conf`] }
}

function knot(zone: string, primary: number, from: string, port: number, folder: string): Omit<Setup, 'program'> {
  const conf = `
${knotServer(port, folder)}remote:
  - id: primary
    address: 127.0.0.1@${primary}
    via: ${from}
acl:
  - id: all
    address: 127.0.0.0/8
    action: transfer
zone:
  - domain: "${zone}"
    storage: "${folder}"
    file: zone
    master: primary
    acl: all
    refresh-min-interval: 2
    retry-min-interval: 2
`
  return { files: { 'knot.conf': conf }, args: ['-c', `${folder}/knot.conf`] }
}
