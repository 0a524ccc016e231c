// What an actor may see of the server: views, zones, and the text of files. An actor sees a text only if he may see every face that its
// file serves, and the configuration only if he may see all.

import { nameText, readName } from '../dns/name-text.ts'
import type { Server } from '../serve/server.ts'
import { configuredFiles, type LoadedFace } from '../supply/load.ts'
import { matchesName, type NamePattern } from '../text/config/matches-name.ts'
import { fileToEdit } from '../text/config/sources.ts'
import type { Problem } from '../text/findings/problem.ts'
import { otherZones } from '../tools/check/other-zones.ts'
import type { ZoneSet } from '../zone/zone-set.ts'
import type { Actor } from './actor.ts'

export class Sight {
  readonly #views: Actor['views']
  readonly #zones: Actor['zones']
  readonly #server: Server
  readonly #named = new Map<string, boolean>()
  #files: Files | undefined

  constructor({ views, zones }: Pick<Actor, 'views' | 'zones'>, server: Server) {
    this.#views = views
    this.#zones = zones
    this.#server = server
  }

  /** Whether the actor sees every view and zone, and so what concerns all of them. */
  get whole(): boolean {
    return this.#views === 'all' && this.#zones === 'all'
  }

  /** Whether he sees every zone of each view that he sees. */
  get allZones(): boolean {
    return this.#zones === 'all'
  }

  /** Whether no view is closed to him; of a view he may still see no zone. */
  get allViews(): boolean {
    return this.#views === 'all'
  }

  view(view: string): boolean {
    return this.#views === 'all' || this.#views.has(view)
  }

  zone(zone: string): boolean {
    if (this.#zones === 'all') return true
    const known = this.#named.get(zone)
    if (known !== undefined) return known
    const matches = isNamed(this.#zones, zone)
    this.#named.set(zone, matches)
    return matches
  }

  face(face: { readonly zone: string; readonly view: string }): boolean {
    return this.view(face.view) && this.zone(face.zone)
  }

  /** Whether he sees the text of the face's files, and where in them its records stand. */
  text(face: { readonly zone: string; readonly view: string }): boolean {
    if (this.whole) return true
    const { hidden, byFace } = this.#sorted()
    const files = byFace.get(keyOf(face))
    return files?.every((file) => !hidden.has(file)) ?? false
  }

  /** Whether no face that he does not see is made of the file. Ask it of a file of a face that he sees. */
  file(file: string): boolean {
    return this.whole || !this.#sorted().hidden.has(file)
  }

  /** As file(), but false for a file of which nothing served is made: who may see that is not known yet. */
  servedFile(file: string): boolean {
    return this.whole || (this.#sorted().known.has(file) && this.file(file))
  }

  /**
   * Whether a finding in the view names nothing in a zone of the view that he may not see: a name may give away what that zone has. A
   * finding that stands for others counts them all, whatever they name: he does not see it. `zones`: the zones of the view, by default
   * those that are served.
   */
  namesSeen(problem: Problem, view: string, zones = this.#zonesOf(view)): boolean {
    if (this.#zones === 'all') return true
    if (problem.others !== undefined) return false
    if (zones === undefined) return true
    return otherZones(problem, zones, NONE).every((place) => this.zone(nameText(zones.member(place)!.apex)))
  }

  /** namesSeen() in every view. */
  namesSeenAnywhere(problem: Problem): boolean {
    const { views } = this.#server.current.candidate.settings
    return views.every(({ name }) => this.namesSeen(problem, name))
  }

  #zonesOf(view: string): ZoneSet | undefined {
    const { settings, loaded } = this.#server.current.candidate
    return loaded.views[settings.views.findIndex(({ name }) => name === view)]?.zones
  }

  #sorted(): Files {
    this.#files ??= sorted(this.#server, (face) => this.face(face))
    return this.#files
  }
}

/** The finding has no zone of its own that otherZones() should leave out. */
const NONE = -1

type Files = {
  /** Files of faces that the actor does not see, and of the configuration. */
  readonly hidden: ReadonlySet<string>
  /** Files of faces that he sees. */
  readonly known: ReadonlySet<string>
  readonly byFace: ReadonlyMap<string, readonly string[]>
}

function sorted({ current, settings, latest }: Server, isSeen: (face: SeenFace) => boolean): Files {
  const { settings: served, loaded, absent = [] } = current.candidate
  const hidden = new Set([settings.file, latest.file, served.file])
  const byFace = new Map<string, readonly string[]>()
  for (const loadedFace of loaded.faces) {
    const face = { zone: loadedFace.name, view: loadedFace.face.viewName }
    const files = filesOf(loadedFace)
    if (isSeen(face)) byFace.set(keyOf(face), files)
    else for (const file of files) hidden.add(file)
  }
  for (const face of absent) if (!isSeen(face)) hidden.add(face.file)
  return { hidden, known: new Set([...byFace.values()].flat()), byFace }
}

type SeenFace = { readonly zone: string; readonly view: string }

function keyOf({ zone, view }: SeenFace): string {
  return `${view} ${zone}`
}

/** The files of which the face is made or would be made; not those that only its findings name. */
function filesOf({ face, lines, madeOf = [], lastRead = [] }: LoadedFace): string[] {
  const own = [fileToEdit(face), ...configuredFiles(face)]
  return [...own, ...(lines?.files ?? []), ...madeOf.map(({ asked }) => asked), ...lastRead]
}

function isNamed(patterns: readonly NamePattern[], zone: string): boolean {
  const name = readName(zone)
  return typeof name !== 'string' && patterns.some((pattern) => matchesName(pattern, name))
}
