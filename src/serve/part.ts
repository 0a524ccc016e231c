// A part is what a server has besides zones and sockets, one a capability. The server opens it when the settings first ask for it, at the
// start or by a reload, loads its code only then, and tells it from then on what happens. Its row stands in part-table.ts.

import type { ListenAddress } from '../net/endpoint.ts'
import type { Candidate } from '../store/generation/candidate.ts'
import type { Generations } from '../store/generation/generations.ts'
import type { Settings } from '../text/config/settings.ts'
import type { Generation } from '../views/view.ts'

/** The server, as parts see it. */
export type Host = {
  readonly generations: Generations
  /** Tells all threads that answer what the current generation is. */
  readonly publish: () => void
}

export interface Part {
  /** The settings with what this part adds to them. It must change nothing. */
  complete?(settings: Settings): Settings
  /** The candidate, made now or earlier, with what this part adds by now under these settings. */
  applied?(candidate: Candidate, latest: Settings): Candidate
  /**
   * Makes what clients are shown of the candidate's faces. Resolves with a function to call once they are served. `before`: the
   * candidate that is served until then; undefined at the start.
   */
  show?(candidate: Candidate, latest: Settings, before?: Candidate): Promise<() => void>
  /** Writes down what must be on the disk before these settings serve. Resolves with a function to call once they do. */
  prepare?(served: Settings, latest: Settings): Promise<() => void>
  /** These settings hold: at the start, before anybody is answered, and after each reload that was not refused. */
  use?(latest: Settings): void
  /** Serves what this part has found due. The server calls it while no other change is on its way. */
  follow?(host: Host): Promise<void>
  /** Sockets answer from now on. */
  start?(bound: readonly ListenAddress[]): void
  /** Another generation than `before` is served, or other settings hold. */
  switched?(before: Generation): void
  /** Another edition of the face is served. */
  edited?(view: string, origin: Uint8Array): void
  /** The server is about to end. */
  stop?(): void
}

/** Where a server keeps its state, and whether this process is the server. */
export type Where = {
  /** The state folder. */
  readonly state: string
  /** Parts write nothing: this process works out what a server would do, and the server may run beside it. */
  readonly onlyReads?: boolean
}

/** `Base`: what it is made of. */
export type PartRow<Base, Made> = {
  readonly isWanted: (settings: Settings, where: Where) => boolean
  readonly open: (base: Base) => Promise<Made>
}

/** A row for each part that there may be. */
export type PartRows<Base, Parts extends object> = {
  readonly [Name in keyof Parts]-?: PartRow<Base, NonNullable<Parts[Name]>>
}

/** Opens what the settings ask for and is not open yet, in the order of the rows; gives what is new. */
export async function openParts<Base extends Where, Parts extends object>(
  rows: PartRows<Base, Parts>,
  opened: Parts,
  settings: Settings,
  base: Base,
): Promise<Part[]> {
  const fresh: Part[] = []
  for (const name of Object.keys(rows) as (keyof Parts)[]) {
    const row = rows[name]
    if (opened[name] !== undefined || !row.isWanted(settings, base)) continue
    const part = await row.open(base)
    opened[name] = part
    fresh.push(part)
  }
  return fresh
}

/** Whether the settings ask for any of the parts. */
export function wantsAny<Base, Parts extends object>(
  rows: PartRows<Base, Parts>,
  settings: Settings,
  where: Where,
): boolean {
  return (Object.keys(rows) as (keyof Parts)[]).some((name) => rows[name].isWanted(settings, where))
}

/** The open parts of these tables, in the order in which they were opened. */
export function partsIn(...tables: readonly object[]): Part[] {
  return tables.flatMap((parts): object[] => Object.values(parts))
}
