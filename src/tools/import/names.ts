// Makes unique names for views and files, where Janus takes fewer characters than named.

import type { Audience } from './audiences.ts'
import type { Destined } from './destinations.ts'

/** The view of janus.yaml for clients that get no view. */
export const NOBODY = 'nobody'

/** Names for views, by named's name, which may be any text. A name that fits stays. */
export function viewNames(written: readonly string[]): Map<string, string> {
  const fitting = written.filter((name) => fittingView(name) === name)
  const taken = new Set(fitting)
  return new Map(written.map((name) => [name, fitting.includes(name) ? name : freeName(fittingView(name), taken)]))
}

/** Names of the views of Janus, by audience: the audience with the most zones of its view gets the view's name. */
export function audienceNames(audiences: readonly Audience[], { clients }: Destined): Map<string, string> {
  const views = [...new Set(audiences.map(({ view }) => view.name))]
  const named = viewNames(views)
  const taken = new Set(named.values())
  return new Map(
    audiences.map((audience, i) => {
      const own = named.get(audience.view.name)!
      if (audiences[i - 1]?.view !== audience.view) return [audience.key, own]
      const everybody = clients.get(audience.key)?.some(({ bits }) => bits === 0)
      return [audience.key, freeName(`${own.slice(0, MAX_PART)}-${everybody ? 'others' : 'part'}`, taken)]
    }),
  )
}

/** The wanted name or, where it is taken, the next with a number; takes it. */
export function freeName(wanted: string, taken: Set<string>): string {
  let name = wanted
  for (let number = 2; taken.has(name); number++) name = `${wanted}-${number}`
  taken.add(name)
  return name
}

/** The file of a zone, without its ending. */
export function fileName(zone: string): string {
  const plain = zone.replaceAll(/[^a-z0-9._-]/gi, '_')
  return /^\.*$/.test(plain) ? 'root' : plain
}

const MAX_VIEW = 60
const MAX_PART = 50

function fittingView(name: string): string {
  const plain = name
    .replaceAll(/[^a-z0-9_-]/gi, '-')
    .replace(/^(?![a-z])/i, 'view-')
    .slice(0, MAX_VIEW)
  return ['any', 'all', 'views', NOBODY].includes(plain.toLowerCase()) ? `view-${plain}` : plain
}
