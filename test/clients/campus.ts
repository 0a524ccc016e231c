// A campus whose names clients change: the same zones inside and outside, a key for each kind of client, on port 53 of a namespace.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import { folderOf, type Janus, janus, serve } from '../support/janus.ts'
import { INSIDE, Namespace, OUTSIDE } from './namespace.ts'

const zone = (address: string) => `$TTL 300
@ SOA ns hostmaster 1 3600 900 604800 60
@ NS ns
ns A ${address}
www A ${address}
`

const CONFIG = `listen: ["${INSIDE}:53", "${OUTSIDE}:53"]
workers: 1
user: nobody
views: {internal: [10.0.0.0/8], external: [any]}
zones:
  univ.example: {internal: internal.zone, external: external.zone}
  dept.univ.example: {internal: internal.zone}
  0.53.10.in-addr.arpa: {internal: internal.zone}
tsig:
  acme: {views: [internal, external]}
  brief: {views: [internal, external]}
  dhcp: {view: internal}
  bans: {view: internal}
updates:
  - {key: acme, zones: [univ.example], names: ["_acme-challenge.*"], types: [TXT], lease: 1h}
  - {key: brief, zones: [univ.example], names: ["_acme-challenge.*"], types: [TXT], lease: 1s}
  - {key: dhcp, zones: [dept.univ.example, 0.53.10.in-addr.arpa], types: [A, AAAA, PTR, DHCID]}
  - {key: bans, zones: [univ.example]}
`

export class Campus {
  readonly namespace: Namespace
  readonly folder: string
  readonly server: Janus

  private constructor(namespace: Namespace, folder: string, server: Janus) {
    this.namespace = namespace
    this.folder = folder
    this.server = server
  }

  /** `more` is for janus.yaml, which names the `files`. */
  static async start(t: Test, more = '', files: Readonly<Record<string, string>> = {}): Promise<Campus> {
    const namespace = await Namespace.make(t)
    const folder = folderOf(t, {
      ...files,
      'janus.yaml': `${CONFIG}${more}`,
      // Where the zone is signed, what lies below it has to be delegated.
      'internal.zone': `${zone(INSIDE)}dept NS ns\n`,
      'external.zone': zone(OUTSIDE),
    })
    mkdirSync(join(folder, 'keys'), { mode: 0o700 })
    const server = await serve(t, folder, [...namespace.prefix, process.execPath])
    return new Campus(namespace, folder, server)
  }

  get config(): string {
    return join(this.folder, 'janus.yaml')
  }

  keyFile(name: string): string {
    return join(this.folder, 'keys/tsig', `${name}.key`)
  }

  /** What `janus acme config` prints. */
  async printed(key: string, program: string): Promise<string> {
    const { stdout, stderr, code } = await janus('acme', 'config', key, '--for', program, '--config', this.config)
    if (code !== 0) throw new Error(stderr)
    return stdout
  }

  /** The data of the records, sorted, as each view has them. */
  async ask(name: string, type: string): Promise<{ internal: string[]; external: string[] }> {
    const of = async (address: string) => {
      const { stdout } = await this.namespace.run('dig', '+short', '+time=30', '+tries=2', `@${address}`, name, type)
      return stdout.split('\n').filter(Boolean).sort()
    }
    return { internal: await of(INSIDE), external: await of(OUTSIDE) }
  }

  /** What nsupdate says of these lines. */
  async nsupdate(key: string, ...lines: readonly string[]): Promise<string> {
    const file = join(this.folder, `update-${++updates}`)
    writeFileSync(file, `${lines.join('\n')}\nsend\n`)
    const { stdout, stderr } = await this.namespace.run('nsupdate', '-k', this.keyFile(key), file)
    return `${stdout}${stderr}`.trim()
  }

  /** Entries of the audit trail about updates. */
  async audited(): Promise<{ who: string; zone: string; views: string[]; detail: { records: number } }[]> {
    const { stdout } = await janus('audit', '--what', 'update', '--json', '--config', this.config)
    return JSON.parse(stdout)
  }
}

let updates = 0
