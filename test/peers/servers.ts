// The peers: BIND, NSD and Knot DNS, each configured to say as much as we can compare.

import { Type } from '../../src/dns/types.ts'
import { nsdServer } from './nsd-conf.ts'
import { installed, type Setup } from './process.ts'

/** A zone to be loaded: its origin without escapes, and its text. */
export type ZoneFile = { readonly origin: string; readonly text: string }

export type PeerKind = {
  readonly name: string
  readonly program: string | undefined
  /** Types for whose targets it adds no addresses to an answer. */
  readonly addsNothingFor: readonly number[]
  setup(program: string, zones: readonly ZoneFile[], port: number, folder: string): Setup
}

export const peerKinds: readonly PeerKind[] = [
  { name: 'BIND', program: installed('named'), addsNothingFor: [], setup: bind },
  { name: 'NSD', program: installed('nsd'), addsNothingFor: [Type.SVCB, Type.HTTPS], setup: nsd },
  { name: 'Knot', program: installed('knotd'), addsNothingFor: [], setup: knot },
]

function bind(program: string, zones: readonly ZoneFile[], port: number, folder: string): Setup {
  const listed = zones.map(({ origin }, i) => `zone "${origin}" { type primary; file "${i}.zone"; };`)
  const conf = `
options {
  directory "${folder}";
  listen-on port ${port} { 127.0.0.1; };
  listen-on-v6 { none; };
  pid-file none;
  session-keyfile none;
  lock-file none;
  recursion no;
  dnssec-validation no;
  empty-zones-enable no;
  minimal-responses no-auth;
  zero-no-soa-ttl no;
  notify no;
  allow-transfer { none; };
  answer-cookie no;
  check-names primary ignore;
  check-integrity no;
  check-mx ignore;
  check-mx-cname ignore;
  check-srv-cname ignore;
  check-sibling no;
  check-wildcard no;
  max-udp-size 4096;
  edns-udp-size 4096;
  rrset-order { order none; };
  tcp-clients 1000;
};
controls { };
${listed.join('\n')}
`
  return {
    program,
    files: { 'named.conf': conf, ...filesOf(zones) },
    args: ['-g', '-n', '1', '-c', `${folder}/named.conf`],
  }
}

function nsd(program: string, zones: readonly ZoneFile[], port: number, folder: string): Setup {
  const listed = zones.map(({ origin }, i) => `zone:\n  name: "${origin}"\n  zonefile: "${i}.zone"`)
  const conf = `
${nsdServer(port, folder)}  ipv4-edns-size: 4096
  tcp-timeout: 30
  round-robin: no
  refuse-any: no
  minimal-responses: no
  rrl-ratelimit: 0
  rrl-whitelist-ratelimit: 0
remote-control:
  control-enable: no
${listed.join('\n')}
`
  return { program, files: { 'nsd.conf': conf, ...filesOf(zones) }, args: ['-d', '-c', `${folder}/nsd.conf`] }
}

function knot(program: string, zones: readonly ZoneFile[], port: number, folder: string): Setup {
  const listed = zones.map(({ origin }, i) => `  - domain: "${origin}"\n    file: "${i}.zone"`)
  const conf = `
server:
  listen: 127.0.0.1@${port}
  rundir: "${folder}"
  udp-workers: 1
  tcp-workers: 1
  background-workers: 1
  udp-max-payload: 4096
database:
  storage: "${folder}"
log:
  - target: stderr
    any: warning
template:
  - id: default
    storage: "${folder}"
    zonefile-sync: -1
    journal-content: none
zone:
${listed.join('\n')}
`
  return { program, files: { 'knot.conf': conf, ...filesOf(zones) }, args: ['-c', `${folder}/knot.conf`] }
}

function filesOf(zones: readonly ZoneFile[]): Record<string, string> {
  return Object.fromEntries(zones.map(({ text }, i) => [`${i}.zone`, text]))
}
