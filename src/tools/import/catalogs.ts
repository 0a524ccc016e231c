// Carries over `catalog-zones`: lists of zones that named follows (RFC 9432).

import type { Origin } from './inbound.ts'
import type { Lost, NamedConfig, NamedView, NamedZone } from './named-config.ts'
import type { Remote } from './remote-servers.ts'
import { plainName } from './scopes.ts'
import { type Statement, wordAt } from './statements.ts'
import { quoted } from './yaml-text.ts'

export type FollowedCatalog = { readonly view: NamedView; readonly zone: NamedZone; readonly text: string }

/** `nameOf`: a view's name in janus.yaml. `originOf`: the primary of a face. */
export function followedCatalogs(
  { views, remotes }: NamedConfig,
  nameOf: (view: NamedView) => string,
  originOf: (zone: NamedZone, view: NamedView) => Origin | undefined,
): { readonly catalogs: readonly FollowedCatalog[]; readonly lost: readonly Lost[] } {
  const lost: Lost[] = []
  const lose = ({ file, line }: Statement, why: string) => void lost.push({ file, line, why })
  const catalogs = views.flatMap((view) =>
    view.catalogs.flatMap((statement): FollowedCatalog[] => {
      const name = plainName(wordAt(statement, 1))
      const zone = view.zones.find((one) => one.name === name)
      const origin = zone && originOf(zone, view)
      if (zone?.source.kind !== 'primary' || origin === undefined || !('primary' in origin)) {
        lose(statement, `catalog "${name}": the view "${view.name}" does not have it from another server`)
        return []
      }
      const { servers } = zone.source.from
      const members = statement.block ? remotes.of(statement, view.body, lose) : []
      if (members.length === 0)
        lose(statement, `catalog "${name}": its members come from "${origin.primary}", as the catalog does`)
      else if (textOf(members) !== textOf(servers))
        lose(
          statement,
          `catalog "${name}": its members come from other servers than the catalog; Janus asks those of the catalog, or name "groups"`,
        )
      return [{ view, zone, text: `{view: ${nameOf(view)}, primary: ${quoted(origin.primary)}}` }]
    }),
  )
  return { catalogs, lost }
}

function textOf(servers: readonly Remote[]): string {
  return servers
    .map(({ text, port, key }) => `${text} ${port} ${key?.toLowerCase()}`)
    .sort()
    .join()
}
