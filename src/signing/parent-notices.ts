// Tells parents of new CDS records (RFC 9859 §4.2) once all servers of the zone have them and the parent still has another DS. Janus tells
// of each set once; if no server takes the message, again with the next look.

import type { Logger } from 'pino'
import { type Told, tellParent } from './dsync.ts'
import type { Looks } from './rolling.ts'
import { english } from './says.ts'
import { isDsAsWanted } from './zone-looks.ts'
import type { ZoneSigning } from './zone-signing.ts'

export class ParentNotices {
  readonly #log: Logger
  /** The CDS of which the parent was told, by the zone's name. */
  readonly #told = new Map<string, string>()

  constructor(log: Logger) {
    this.#log = log
  }

  async afterLook(zone: ZoneSigning, looks: Looks): Promise<void> {
    const { setting, keys } = zone
    const { name, origin, parents } = setting
    // No other server has the zone: this one has had the CDS since it signed them.
    const cds = looks.zone.length === 0 ? ownCds(zone) : cdsOf(looks)
    if (cds === undefined || keys.kind !== 'good' || this.#told.get(name) === cds) return
    const isSo = looks.parents.every((answer) =>
      keys.keys.every(({ use, ...key }) => isDsAsWanted(answer, origin, { ...key, use }, use.isNamed)),
    )
    if (isSo || looks.parents.every(({ here }) => here !== undefined)) return
    this.#told.set(name, cds)
    const told = await tellParent(origin, parents)
    // The next look tries again.
    if (told === undefined || (told.length > 0 && !told.some(isTaken))) this.#told.delete(name)
    for (const { server, error } of told ?? [])
      this.#log[error === undefined ? 'info' : 'warn'](
        { zone: name, server, ...(error !== undefined && { reason: english.text(error) }) },
        error === undefined ? 'the parent was told of new CDS records' : 'the parent cannot be told of new CDS records',
      )
  }
}

function isTaken({ error }: Told): boolean {
  return error === undefined
}

function ownCds({ keys, isLeaving }: ZoneSigning): string | undefined {
  const named = keys.kind === 'good' ? keys.keys.filter(({ use }) => use.isNamed) : []
  if (isLeaving) return 'none'
  return named.length === 0 ? undefined : named.map(({ algorithm, tag }) => `${algorithm} ${tag}`).join()
}

/** The CDS of all servers; undefined if one does not answer, or if they differ. */
function cdsOf({ zone }: Looks): string | undefined {
  const texts = zone.map((look) =>
    look.error === undefined
      ? look.cds
          .map((cds) => Buffer.from(cds).toString('hex'))
          .sort()
          .join()
      : undefined,
  )
  const [first] = texts
  return first === undefined || first === '' || texts.some((one) => one !== first) ? undefined : first
}
