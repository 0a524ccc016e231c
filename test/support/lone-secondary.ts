// The configuration of a server that has one zone of a primary: what tests of fetching, keeping and serving copies begin with.

export type LoneSecondary = {
  /** Of the pair that the primary signs by; another one is there that nobody uses. */
  readonly key?: string
  /** Who asks from 127.0.0.1 may have it whole. */
  readonly transfers?: boolean
  /** Further zones: `, NAME: FILE`. */
  readonly zones?: string
}

/** janus.yaml with example.com from the primary at this port of 127.0.0.1. */
export function loneSecondary(port: number, { key, transfers, zones = '' }: LoneSecondary = {}): string {
  const signed = key === undefined ? '' : `, key: ${key}`
  const keys = key === undefined ? '' : `tsig: {${key}: {view: inside}, other: {view: inside}}\n`
  const given = transfers ? 'transfers: [{from: [127.0.0.1]}]\n' : ''
  return `listen: [127.0.0.1:0]
workers: 1
state: state
views: {inside: [any]}
primaries: {hidden: {address: ["127.0.0.1:${port}"]${signed}}}
${keys}${given}zones: {example.com: {inside: {primary: hidden}}${zones}}
`
}
