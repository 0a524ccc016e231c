// BIND, NSD and Knot DNS as primaries of example.com in two views, told apart by the address that asks or by its key. They read the
// zone of each view from VIEW.zone, and send what has changed in it as changes.

import { knotServer } from './knot-conf.ts'
import { nsdServer } from './nsd-conf.ts'
import { installed, type Setup } from './process.ts'

/** Where Janus asks from; the same addresses may have what it has. */
export const sources = { internal: '127.0.1.1', external: '127.0.2.1' } as const
export type View = keyof typeof sources
export const views = Object.keys(sources) as View[]

type Told = { readonly port: number; readonly janus: number; readonly folder: string; readonly keyed: boolean }
/** A primary of these views, which tells Janus of changes. */
type PrimarySetup = (views: readonly View[], told: Told) => Omit<Setup, 'program'>

export const primaryKinds: readonly {
  readonly name: string
  readonly program: string | undefined
  /** One has both views, or each one. */
  readonly instances: readonly (readonly View[])[]
  readonly setup: PrimarySetup
}[] = [
  { name: 'BIND', program: installed('named'), instances: [views], setup: bind },
  { name: 'NSD', program: installed('nsd'), instances: [['internal'], ['external']], setup: nsd },
  { name: 'Knot', program: installed('knotd'), instances: [['internal'], ['external']], setup: knot },
]

const secrets = { internal: Buffer.alloc(32, 1).toString('base64'), external: Buffer.alloc(32, 2).toString('base64') }

export function keyText(view: View): string {
  return `key "k-${view}" { algorithm hmac-sha256; secret "${secrets[view]}"; };\n`
}

function bind(its: readonly View[], { port, janus, folder, keyed }: Told): Omit<Setup, 'program'> {
  const shown = its.map((view) => {
    const who = keyed ? `key k-${view};` : `${sources[view]};`
    return `view "${view}" { match-clients { ${who} }; zone "example.com" { type primary; file "${view}.zone";
  ixfr-from-differences yes; allow-transfer { ${who} }; notify explicit; notify-delay 0;
  also-notify { 127.0.0.1 port ${janus}${keyed ? ` key k-${view}` : ''}; }; }; };`
  })
  const conf = `
options { directory "${folder}"; listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; };
  pid-file none; session-keyfile none; lock-file none; recursion no; dnssec-validation no; empty-zones-enable no; };
controls { };
${its.map(keyText).join('')}${shown.join('\n')}
`
  return { files: { 'named.conf': conf }, args: ['-g', '-n', '1', '-c', `${folder}/named.conf`] }
}

function nsd([view]: readonly View[], { port, janus, folder, keyed }: Told): Omit<Setup, 'program'> {
  const key = keyed ? `k-${view}` : 'NOKEY'
  const conf = `
${nsdServer(port, folder)}remote-control:
  control-enable: no
key:
  name: "k-${view}"
  algorithm: hmac-sha256
  secret: "${secrets[view!]}"
zone:
  name: "example.com"
  zonefile: "${view}.zone"
  store-ixfr: yes
  create-ixfr: yes
  notify: 127.0.0.1@${janus} ${key}
  provide-xfr: 127.0.0.0/8 ${key}
`
  return { files: { 'nsd.conf': conf }, args: ['-d', '-c', `${folder}/nsd.conf`] }
}

function knot([view]: readonly View[], { port, janus, folder, keyed }: Told): Omit<Setup, 'program'> {
  const key = keyed ? `\n    key: k-${view}` : ''
  const conf = `
${knotServer(port, folder)}key:
  - id: k-${view}
    algorithm: hmac-sha256
    secret: ${secrets[view!]}
remote:
  - id: janus
    address: 127.0.0.1@${janus}${key}
acl:
  - id: janus
    address: 127.0.0.0/8
    action: transfer${key}
zone:
  - domain: example.com
    storage: "${folder}"
    file: ${view}.zone
    notify: janus
    acl: janus
    zonefile-sync: -1
    zonefile-load: difference
    journal-content: changes
`
  return { files: { 'knot.conf': conf }, args: ['-c', `${folder}/knot.conf`] }
}
