// The configurations that the import reads, by the name behind --from.

import { readDnsmasq } from './dnsmasq/read.ts'
import { readKnot } from './knot/read.ts'
import type { ReadOptions } from './named-conf.ts'
import { readNsd } from './nsd/read.ts'
import { readPdns } from './pdns/read.ts'
import type { Foreign } from './spoken.ts'
import { readTinydns } from './tinydns/read.ts'
import { readUnbound } from './unbound/read.ts'

type Read = (path: string, options: ReadOptions) => Foreign

/** All but named's: these readers turn their configuration into named's words. */
export const FOREIGN: Readonly<Record<ForeignFormat, Read>> = {
  tinydns: (path) => readTinydns(path),
  nsd: (path, { root }) => readNsd(path, root),
  knot: (path, { root }) => readKnot(path, root),
  pdns: (path, { root }) => readPdns(path, root),
  dnsmasq: (path, { root }) => readDnsmasq(path, root),
  unbound: (path, { root }) => readUnbound(path, root),
}

export type ForeignFormat = 'tinydns' | 'nsd' | 'knot' | 'pdns' | 'dnsmasq' | 'unbound'
