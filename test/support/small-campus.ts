// A small campus of two faces for tests that run the server: a test chooses the zones' serial and one address.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Files } from './janus.ts'

export type Edition = {
  readonly serial?: number
  /** Last octet of www's address. */
  readonly host?: number
  /** More lines. */
  readonly more?: string
}

/** univ.example as one view sees it: inside www is 10.0.0.N, outside 192.0.2.N. */
export function campusZone(view: 'internal' | 'external', { serial = 1, host = 10, more = '' }: Edition = {}): string {
  const network = view === 'internal' ? '10.0.0' : '192.0.2'
  return `$TTL 3600
@    SOA  ns hostmaster ${serial} 7200 900 1209600 300
     NS   ns
     MX   10 mx
ns   A    ${network}.1
mx   A    ${network}.2
www  A    ${network}.${host}
${more}`
}

/** For janus.yaml: a catalog of the view inside, for a secondary that gets no zone. */
export const CATALOG = `secondaries: {ns2: {address: ["127.0.0.1:9"], views: [internal], zones: [lab.univ.example], notify: false}}
catalogs: {catalog.internal.example: {view: internal, produce: [ns2]}}
`

/** For janus.yaml: a list whose entries end. */
export const LEASED = 'lists: {pop.univ.example: {leases: 10m}}\n'

/** Configuration and zones; 127.0.0.1 is inside, other loopback addresses are outside. `more` is for janus.yaml. */
export function campus(more = ''): Files {
  return {
    'janus.yaml': `listen: ["127.0.0.1:0"]
workers: 2
state: state
views:
  internal: [127.0.0.1]
  external: [any]
zones:
  univ.example: {internal: in.zone, external: out.zone}
  other.example: other.zone
${more}`,
    'in.zone': campusZone('internal'),
    'out.zone': campusZone('external'),
    'other.zone': campusZone('external'),
  }
}

/** Puts other editions of univ.example into the folder. */
export function editCampus(folder: string, edition: Edition): void {
  writeFileSync(join(folder, 'in.zone'), campusZone('internal', edition))
  writeFileSync(join(folder, 'out.zone'), campusZone('external', edition))
}
