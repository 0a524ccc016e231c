// What each screen of the console asks for when it is opened and used, as its sources have it: for the benchmark, and for the test that
// no answer grows with what is served.

export type ScreenRequest = {
  readonly screen: string
  /** Behind /api/janus/v1/. */
  readonly path: string
  /** Where it is posted. */
  readonly body?: Readonly<Record<string, unknown>>
}

/** What stands in the zones that are asked about. */
export type Scene = {
  readonly zone: string
  readonly small: string
  /** Two views that have both zones. */
  readonly views: readonly [string, string]
  /** A host of the zone, one that stands late in it, and its address. */
  readonly host: string
  readonly late: string
  readonly address: string
  readonly list: string
  readonly catalog: string
  /** Text of the small zone's file. */
  readonly text: string
}

export function requestsOf(scene: Scene): readonly ScreenRequest[] {
  const { zone, small, views, host, late, address, list, catalog, text } = scene
  const [inside, outside] = views
  const words = (path: string, query: Readonly<Record<string, string | number | boolean | undefined>>) =>
    `${path}?${new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)]))}`
  const asked = (screen: string, ...paths: readonly string[]) => paths.map((path) => ({ screen, path }))
  const change = {
    ...{ zone: small, views: [inside], trial: true },
    rrsets: [
      {
        ...{ name: `new.${small}`, type: 'A', ttl: 3600, changetype: 'REPLACE' },
        records: [{ content: '10.0.0.1' }],
      },
    ],
  }
  return [
    ...asked('every screen', 'me'),
    ...asked(
      'overview',
      words('status', { limit: 20 }),
      words('dnssec', { soonest: true, limit: 21 }),
      'stats',
      words('transfers', { state: 'bad', limit: 20 }),
    ),
    ...asked(
      'zones',
      words('zones', { together: true, limit: 100 }),
      words('zones', { together: true, limit: 100, holds: small.split('.')[0]! }),
      words('zones', { together: true, limit: 100, view: outside, state: 'behind' }),
    ),
    ...asked('a zone', words('zones', { zone })),
    ...[{}, { from: late }, { holds: late }, { type: 'MX' }, { differs: true }, { only: outside }].map((chosen) => ({
      screen: 'a zone',
      path: words('rrsets', { zone, limit: 101, ...chosen }),
    })),
    ...['any', 'leaks'].map((found) => ({ screen: 'a zone', path: words('rrsets', { zone, limit: 101, found }) })),
    ...asked('a file', words('file', { zone: small, view: inside })),
    { screen: 'a file', path: 'judge', body: { zone: small, view: inside, text } },
    ...asked('explain', words('explain', { address: '127.0.0.1', name: host, type: 'MX' })),
    ...asked(
      'findings',
      'findings-check',
      words('findings', { complete: true, limit: 50 }),
      words('findings', { complete: true, limit: 50, severity: 'error' }),
      words('findings', { complete: true, limit: 50, zone: small, view: outside }),
      words('findings', { complete: true, limit: 50, rule: 'no-such-rule' }),
    ),
    ...asked(
      'edit',
      words('zones', { over: late }),
      words('zones', { over: '9.0.0.10.in-addr.arpa' }),
      words('rrsets', { zone, from: late, type: 'A', limit: 1 }),
    ),
    { screen: 'edit', path: 'change', body: change },
    ...asked('plan', words('plan', { limit: 1 }), words('plan-last', { limit: 100 })),
    ...asked('generations', words('generations', { brief: true })),
    ...asked('transfers', words('transfers', { limit: 100 })),
    ...asked('catalogs', 'catalog', words('catalog/show', { catalog, whyNot: true, limit: 100 })),
    ...asked('lists', 'list', words('list/show', { zone: list, limit: 100 })),
    ...asked('dynamic', words('dynamic', { limit: 100 }), words('dynamic/show', { zone, limit: 100 })),
    ...asked('keys', words('dnssec', { limit: 100 }), words('keys', { kind: 'tsig' })),
    ...asked('mail', words('mail', { limit: 20 }), words('mail', { limit: 20, holds: late })),
    ...asked('log', words('log', { limit: 100 })),
    ...asked('audit', words('audit', { since: '1d', limit: 100 }), words('audit', { limit: 100, who: 'nobody' })),
    ...[host.split('.')[0]!, late, address, 'nothing-has-this'].map((holds) => ({
      screen: 'search',
      path: words('search', { holds, limit: 50 }),
    })),
  ]
}
