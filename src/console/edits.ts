// Turns a form into the rrsets that the user wants in each view. It asks the server nothing, and draws nothing.

/** One rrset in one view, as the user wants it; without records, it is to go. */
export type Wish = {
  readonly zone: string
  readonly view: string
  readonly owner: string
  readonly type: string
  readonly ttl: number
  readonly records: readonly string[]
}

export type Host = {
  readonly zone: string
  readonly name: string
  readonly ttl: number
  /** The addresses by view, with spaces between them; a view with an empty text stays as it is. */
  readonly data: Readonly<Record<string, string>>
}

/** A name as people write it in a zone: "@" is the zone itself, and a name without a final dot lies in it. */
export function ownerOf(name: string, zone: string): string {
  const apex = `${zone.replace(/\.$/, '')}.`
  const own = name.trim()
  if (own === '@' || own === '') return apex
  if (own.endsWith('.')) return own
  return `${own}.${apex}`
}

/** A key that is the same for every way to write a name: it resolves the escapes of RFC 1035 §5.1, and ignores case. */
export function nameKey(name: string): string {
  const labels: number[][] = [[]]
  for (const [one, digits] of name.toLowerCase().matchAll(/\\(\d{3})|\\?[\s\S]/g)) {
    if (one === '.') labels.push([])
    else labels.at(-1)!.push(small(digits === undefined ? one.charCodeAt(one.length - 1) : Number(digits)))
  }
  return JSON.stringify(labels)
}

function small(octet: number): number {
  return octet >= 65 && octet <= 90 ? octet + 32 : octet
}

export function hostWishes({ zone, name, ttl, data }: Host): Wish[] {
  return each(data).flatMap(([view, text]) => {
    const addresses = [...new Set(text.split(/[\s,]+/).filter(Boolean))]
    const wish = { zone, view, owner: ownerOf(name, zone), ttl }
    const [four, six] = [addresses.filter((one) => !one.includes(':')), addresses.filter((one) => one.includes(':'))]
    return [
      ...(four.length > 0 ? [{ ...wish, type: 'A', records: four }] : []),
      ...(six.length > 0 ? [{ ...wish, type: 'AAAA', records: six }] : []),
    ]
  })
}

export type Face = { readonly zone: string; readonly view: string }

/** The PTR rrsets of the addresses, where a reverse zone of their view holds them; and the addresses that no reverse zone holds. */
export function pointerWishes(
  hosts: readonly Wish[],
  faces: readonly Face[],
): { readonly wishes: Wish[]; readonly homeless: string[] } {
  const homeless = new Set<string>()
  const wishes = hosts.flatMap(({ view, owner: target, ttl, records }) =>
    records.flatMap((address): Wish[] => {
      const owner = reverseName(address)
      const zone =
        owner &&
        closest(
          owner,
          faces.filter((face) => face.view === view),
        )
      if (owner !== undefined && zone !== undefined) return [{ zone, view, owner, type: 'PTR', ttl, records: [target] }]
      homeless.add(address)
      return []
    }),
  )
  return { wishes, homeless: [...homeless] }
}

function closest(owner: string, faces: readonly Face[]): string | undefined {
  const holds = faces.filter(({ zone }) => `.${owner}`.endsWith(`.${zone.replace(/\.$/, '')}.`))
  return holds.sort((a, b) => b.zone.length - a.zone.length)[0]?.zone
}

/** The reverse name of an address (RFC 1035 §3.5, RFC 3596 §2.5); undefined where the text is no address. */
export function reverseName(address: string): string | undefined {
  if (/^\d+(\.\d+){3}$/.test(address)) return `${address.split('.').reverse().join('.')}.in-addr.arpa.`
  const groups = groupsOf(address)
  if (groups === undefined) return undefined
  const digits = groups.map((group) => group.padStart(4, '0')).join('')
  return `${[...digits].reverse().join('.')}.ip6.arpa.`
}

function groupsOf(address: string): string[] | undefined {
  const [left = '', right, more] = address.toLowerCase().split('::')
  const groups = (text: string | undefined) => (text ? text.split(':') : [])
  const [before, after] = [groups(left), groups(right)]
  const missing = 8 - before.length - after.length
  if (more !== undefined || (right === undefined ? missing !== 0 : missing < 1)) return undefined
  const all = [...before, ...Array.from({ length: missing }, () => '0'), ...after]
  return all.every((group) => /^[0-9a-f]{1,4}$/.test(group)) ? all : undefined
}

/** Reads one record a line, of one type. `loaded`: views whose rrset the form showed; an empty text there deletes the rrset. */
export function linesWishes({ zone, name, ttl, data }: Host, type: string, loaded: ReadonlySet<string>): Wish[] {
  return Object.entries(data).flatMap(([view, text]): Wish[] => {
    const records = text.split('\n').flatMap((line) => line.trim() || [])
    if (records.length === 0 && !loaded.has(view)) return []
    return [{ zone, view, owner: ownerOf(name, zone), type, ttl, records }]
  })
}

function each(data: Host['data']): [view: string, text: string][] {
  return Object.entries(data).filter(([, text]) => text.trim() !== '')
}

export type Side = { readonly ttl: number; readonly rdata: readonly string[] }
export type Difference = Wish & { readonly before: Side | undefined; readonly after: Side | undefined }

/** What the wish changes; undefined where the rrset is like that already. */
export function differenceOf(wish: Wish, before: Side | undefined): Difference | undefined {
  const after = wish.records.length > 0 ? { ttl: wish.ttl, rdata: wish.records } : undefined
  const isSame =
    before === undefined || after === undefined
      ? before === after
      : before.ttl === after.ttl && [...before.rdata].sort().join('\n') === [...after.rdata].sort().join('\n')
  return isSame ? undefined : { ...wish, before, after }
}

/** One request for all zones: the server makes all changes or none. Undefined where there is nothing to do. */
export function requestOf(differences: readonly Difference[]) {
  const [first, ...also] = [...Map.groupBy(differences, ({ zone }) => zone)].map(([zone, wishes]) => ({
    zone,
    views: [...new Set(wishes.map(({ view }) => view))],
    rrsets: wishes.map(({ view, owner, type, ttl, records }) => ({
      ...{ name: owner, type, views: [view] },
      ...(records.length === 0
        ? { changetype: 'DELETE' }
        : { changetype: 'REPLACE', ttl, records: records.map((content) => ({ content })) }),
    })),
  }))
  return first && { ...first, also }
}
