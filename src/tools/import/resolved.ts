// Finds what clients of a view got by recursion alone: zones that named shows strangers in another view, and the rest of the world.

import { type Audiences, audiencesOfStrangers } from './audiences.ts'
import type { Limit, Lost, NamedConfig, NamedView, NamedZone } from './named-config.ts'

/** A view whose clients got the zones by recursion. */
export type Resolved = { readonly view: NamedView; readonly zones: readonly NamedZone[] }

export function resolvedZones({ views }: NamedConfig, audiences: Audiences): Resolved[] {
  const shown = audiencesOfStrangers(audiences)
  return views.flatMap((view) => {
    if (view.recursion === undefined) return []
    const known = new Set([...view.zones.map(({ name }) => name), ...view.others])
    const zones = shown.filter((audience) => audience.view !== view).flatMap(({ zones }) => zones)
    const byName = new Map(zones.toReversed().map((zone) => [zone.name, zone]))
    return [{ view, zones: [...byName.values()].reverse().filter(({ name }) => !known.has(name)) }]
  })
}

/** The configuration in which those clients, and no others of the view, have the zones that named resolved for them. */
export function withResolved(config: NamedConfig, resolved: readonly Resolved[]): NamedConfig {
  const views = config.views.map((view) => {
    const zones = resolved.find((one) => one.view === view)?.zones ?? []
    const limits: readonly Limit[] = view.recursion?.limits ?? []
    return { ...view, zones: [...view.zones, ...zones.map((zone) => ({ ...zone, limits }))] }
  })
  return { ...config, views }
}

const MOST_NAMES = 8

export function resolvedLines(
  resolved: readonly Resolved[],
  given: boolean,
  start: Pick<Lost, 'file' | 'line'>,
): Lost[] {
  return resolved.flatMap(({ view, zones }) => {
    const { file, line } = view.recursion?.statement ?? view.statement ?? start
    const whose = view.statement ? `clients of the view "${view.name}"` : 'its clients'
    const world = { file, line, why: `named resolves for ${whose}, and Janus does not: give them a resolver` }
    if (zones.length === 0) return [world]
    const names = zones.slice(0, MOST_NAMES).map(({ name }) => name)
    const more = zones.length > names.length ? `, and ${zones.length - names.length} more` : ''
    const what = given ? 'are given them in it' : 'get REFUSED; --give-resolved gives the zones to the view'
    return [world, { file, line, why: `${whose} resolved ${names.join(', ')}${more} and ${what}` }]
  })
}
