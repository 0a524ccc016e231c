// Children of zones that Janus signs, which others serve and sign. Janus asks their servers on a schedule, and on a NOTIFY (RFC 9859),
// which DS they want. It keeps a DS that it takes, and the next signing puts it into the zone above. A child that asks for something that
// Janus cannot take keeps its DS.
//
//   due -> servers asked -> judged (sign/child-cds.ts), for each view that delegates it -> kept -> the zone above is signed with it

import type { Logger } from 'pino'
import { nameFromText, nameText } from '../dns/name-text.ts'
import type { Said } from '../dns/said.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { Type } from '../dns/types.ts'
import { type ChildSeen, judgeChild, setText } from '../sign/child-cds.ts'
import { type ChildDs, isDelegated } from '../sign/child-ds.ts'
import { say } from '../sign/says.ts'
import { type FaceName, faceKey } from '../store/change.ts'
import type { Clock } from '../store/clock.ts'
import { whyOf } from '../system/why.ts'
import type { PeerAddress } from '../text/config/peers.ts'
import { type ChildSetting, childSetting } from '../text/config/sign-children.ts'
import type { View } from '../views/view.ts'
import type { Changeset } from '../zone/changeset.ts'
import { perZone } from '../zone/per-zone.ts'
import { Flag, type Zone } from '../zone/zone.ts'
import { recordsIn, seenAt, serverNames, serversBelow, whyNotSignalled } from './child-look.ts'
import { type ForeignChild, whyText } from './foreign-child.ts'
import { nextAbove } from './next-above.ts'
import { Rounds } from './rounds.ts'
import type { SigningRecord } from './signing-record.ts'
import { type TakenDs, takenKey, takenOf, takenRecords } from './taken-ds.ts'
import type { ZonesToSign } from './zones-to-sign.ts'

export type ForeignChildrenOptions = {
  readonly zones: ZonesToSign
  readonly record: Pick<SigningRecord, 'taken' | 'take' | 'dropTaken'>
  /** Whether Janus signs the face. */
  readonly isSigned: (face: FaceName) => boolean
  readonly clock: Clock
  /** In seconds since 1970. */
  readonly now: () => number
  /** Called when zones above have to be signed with another DS. */
  readonly onDue: () => void
  /** Called when Janus has taken a DS from CDS records, for the audit trail. */
  readonly onTaken: (taken: Taken) => void
  readonly onFault: (error: unknown) => void
  readonly log: Logger
}

/** How a DS has changed. `zone`: the zone above. */
export type Taken = {
  readonly view: string
  readonly zone: string
  readonly child: string
  /** Tags of the keys that the DS named before, and names now. */
  readonly before: readonly number[]
  readonly tags: readonly number[]
}

/** One child in one view. */
type Followed = {
  readonly above: FaceName
  readonly child: Uint8Array
  /** The content of the zone above. */
  readonly zone: Zone
  /** Undefined: the configuration no longer has the child, which keeps the DS that was taken. */
  readonly setting: ChildSetting | undefined
  /** The DS of the source. */
  readonly written: readonly Uint8Array[]
}

/** The result of asking a child's servers. `why`: why Janus cannot do what the child wants. */
type Look = { readonly at: number; readonly why: Said | undefined }

/** Answers of a child's servers: each server is asked once, however many views lead to it. */
type Asked = Map<string, Promise<ChildSeen | Said>>

export class ForeignChildren {
  readonly #options: ForeignChildrenOptions
  readonly #rounds: Rounds
  /** By takenKey(), as are the two below. */
  #followed = new Map<string, Followed>()
  readonly #looks = new Map<string, Look>()
  readonly #told = new Map<string, string>()
  /** Children whose taken DS no longer holds once the next version of the zone above is served: then it is given up. */
  #over: ReadonlySet<string> = new Set()
  /** The views as clients see them. */
  #views: () => readonly View[] = () => []
  #isStopped = false

  constructor(options: ForeignChildrenOptions) {
    this.#options = options
    const { clock, now, onFault } = options
    this.#rounds = new Rounds({ clock, now, onFault, look: (name) => this.#look(name) })
  }

  /** `faces`: all faces that are served, or are about to be, with their contents. */
  use(faces: readonly { readonly name: FaceName; readonly served: Zone | undefined }[]): void {
    const { zones, record } = this.#options
    const known = new Set(faces.map(({ name }) => faceKey(name)))
    const isOurs = (face: FaceName) => zones.of(face) !== undefined && known.has(faceKey(face))
    this.#followed = new Map()
    for (const { name: above, served: zone } of faces) {
      const children = zones.of(above)?.setting.children
      if (children === undefined || zone === undefined) continue
      for (const child of [...keptBelow(above, record.taken, known), ...delegatedIn(zone, children)]) {
        // For a child that Janus signs, its keys say the DS.
        if (isOurs({ view: above.view, origin: child })) continue
        const [setting, written] = [childSetting(children, child), recordsIn(zone, child, Type.DS)]
        this.#followed.set(takenKey(above.view, child), { above, child, zone, setting, written })
      }
    }
    for (const looks of [this.#looks, this.#told])
      for (const key of looks.keys()) if (!this.#followed.has(key)) looks.delete(key)
    this.#over = this.#whatIsOver((view, child) => {
      const above = nextAbove(view, child, known)
      // Where nobody signs the zone above, Janus keeps nothing of the child: it would be out of date by the time somebody does.
      return isOurs({ view, origin: child }) || (above !== undefined && zones.of(above) === undefined)
    })
    this.#rounds.use(
      new Set(
        [...this.#followed.values()].flatMap((one) => (one.setting && isThere(one) ? [lowerText(one.child)] : [])),
      ),
    )
  }

  /** Call it when a face's content has changed. `changes`: the changes, if known. */
  edited(name: FaceName, zone: Zone, changes: readonly Changeset[] | undefined): void {
    const { zones, onDue } = this.#options
    const its = [...this.#followed].filter(([, { above }]) => faceKey(above) === faceKey(name))
    for (const [key, one] of its)
      this.#followed.set(key, { ...one, zone, written: recordsIn(zone, one.child, Type.DS) })
    // onDue() sees to children that are gone or delegated anew.
    const isRecut = (zones.of(name)?.setting.children.length ?? 0) > 0 && mayDelegate(changes)
    if (isRecut || (its.length > 0 && this.#whatIsOver().size > 0)) onDue()
  }

  /** After a reload, asks all children again: whoever reloads wants to see the present state. */
  reloaded(): void {
    for (const [key, one] of this.#followed) {
      const children = this.#options.zones.of(one.above)?.setting.children
      this.#followed.set(key, { ...one, setting: children && childSetting(children, one.child) })
    }
    this.#rounds.again()
  }

  /** Call it when all that is due is signed: from then on Janus asks servers. */
  begin(views: () => readonly View[]): void {
    this.#views = views
    this.#rounds.begin()
    // The child may be served by now.
    for (const [key, { why }] of this.#looks)
      if (why?.code === 'child-unserved') this.#rounds.soon(readKeyText(key).zone)
  }

  stop(): void {
    this.#isStopped = true
    this.#rounds.stop()
  }

  /** The DS that Janus has taken for the face's children, which replace those of its source. */
  of(above: FaceName): ChildDs[] {
    return this.#below(above).flatMap(([key, { child }]): ChildDs[] => {
      const kept = this.#takenOf(key)
      return kept === undefined ? [] : [{ owner: child, records: takenRecords(kept) }]
    })
  }

  /** For people: where the child's DS in the face comes from; undefined if from the face's source. */
  noteOf(above: FaceName, child: Uint8Array): Said | undefined {
    const kept = this.#takenOf(takenKey(above.view, child))
    return kept && say('made-of-cds', { zone: nameText(child), at: kept.at })
  }

  /** Call it on a NOTIFY for CDS in the view. Whether Janus follows that child. */
  notified(view: string, child: Uint8Array): boolean {
    if (this.#followed.get(takenKey(view, child))?.setting === undefined) return false
    this.#rounds.soon(lowerText(child))
    return true
  }

  /** The children of a face, for people and metrics. */
  statusOf(above: FaceName): ForeignChild[] {
    return this.#below(above).map(([key, one]) => {
      const look = one.setting && this.#looks.get(key)
      return {
        child: nameText(one.child),
        state: look === undefined ? 'unknown' : look.why === undefined ? 'current' : 'failed',
        tags: tagsIn(this.#present(key, one)),
        taken: this.#takenOf(key)?.at,
        looked: look && new Date(look.at * 1000).toISOString(),
        why: one.setting === undefined ? say('child-kept') : look?.why,
      }
    })
  }

  #below(above: FaceName): [string, Followed][] {
    return [...this.#followed].filter(([, one]) => faceKey(one.above) === faceKey(above) && isThere(one))
  }

  #present(key: string, { written }: Followed): readonly Uint8Array[] {
    const kept = this.#takenOf(key)
    return kept === undefined ? written : takenRecords(kept)
  }

  #takenOf(key: string): TakenDs | undefined {
    return this.#over.has(key) ? undefined : this.#options.record.taken[key]
  }

  /**
   * Children whose taken DS no longer holds: somebody has written another DS into the zone above, or the delegation is gone. A delegation
   * may come back as it was, by a rollback: with its old DS, which the child no longer uses, it would be bogus.
   */
  #whatIsOver(isOver: (view: string, child: Uint8Array) => boolean = () => false): Set<string> {
    const over = Object.entries(this.#options.record.taken).filter(([key, { over: before }]) => {
      const one = this.#followed.get(key)
      if (one !== undefined) return isThere(one) && setText(one.written) !== before
      const { view, child } = readKey(key)
      return isOver(view, child)
    })
    return new Set(over.map(([key]) => key))
  }

  /** Call it when what use() was told of is served, and nobody goes back. */
  settle(): void {
    const { record, log } = this.#options
    const keys = [...this.#over]
    if (keys.length === 0) return
    try {
      record.dropTaken(keys)
    } catch (error) {
      log.error({ reason: whyOf(error) }, 'a DS that was taken from CDS records cannot be removed from the record')
      return
    }
    this.#over = new Set()
    for (const key of keys)
      log.info(readKeyText(key), 'the DS of a zone below comes from the source of the zone above again')
  }

  /** Asks the servers of one child, for every view that has it. */
  async #look(name: string): Promise<number | undefined> {
    const child = nameFromText(name)
    const asked: Asked = new Map()
    let next = Number.POSITIVE_INFINITY
    let isAmiss = false
    for (const [key, one] of [...this.#followed]) {
      if (one.setting === undefined || lowerText(one.child) !== name || !isThere(one)) continue
      const why = await this.#lookIn(key, { ...one, child }, one.setting, asked)
      this.#looks.set(key, { at: this.#options.now(), why })
      this.#tell(key, why)
      if (why !== undefined) isAmiss = true
      next = Math.min(next, one.setting.every)
    }
    return isAmiss ? undefined : next
  }

  async #lookIn(key: string, one: Followed, setting: ChildSetting, asked: Asked): Promise<Said | undefined> {
    const { record, now, isSigned, onDue, onTaken, log } = this.#options
    const { child, zone, above, written } = one
    const views = this.#views()
    const view = views.find(({ name }) => name === above.view)
    const present = this.#present(key, one)
    const servers = setting.servers ?? (await serversBelow(zone, child, view))
    if ('code' in servers) return say('child-unasked', { why: servers })
    const seen: ChildSeen[] = []
    for (const answer of await Promise.all(servers.map((server) => askOnce(child, server, asked)))) {
      if ('code' in answer) return say('child-unasked', { why: answer })
      seen.push(answer)
    }
    // Judges only by the zone that clients see.
    const served = servedIn(this.#views(), above)
    if (served !== undefined && setText(recordsIn(served, child, Type.DS)) !== setText(present))
      return say('child-unserved', { zone: nameText(above.origin) })
    const last = this.#takenOf(key)
    const verdict = judgeChild({ child, present, seen, inception: last?.inception, now: now() })
    if (verdict.kind === 'as-is') return undefined
    if (verdict.kind === 'refused') return verdict.why
    if (verdict.kind === 'first') {
      if (setting.first === 'never') return say('child-first')
      const witnesses = { views, isSigned, resolvers: setting.resolvers }
      const why = await whyNotSignalled(child, serverNames(zone, child), seen[0]!, witnesses)
      if (why !== undefined) return why
    }
    // After the stop, nothing may be written.
    if (this.#isStopped) return undefined
    // Somebody may have changed the zone above meanwhile: then the next look starts from that.
    const after = this.#followed.get(key)
    const isSame = (type: number) =>
      after?.setting !== undefined &&
      setText(recordsIn(after.zone, child, type)) === setText(recordsIn(zone, child, type))
    // With other NS records, other servers may have other keys.
    if (!isSame(Type.DS) || !isSame(Type.NS) || this.#takenOf(key) !== last) return say('child-above-changed')
    record.take(key, takenOf(verdict.records, written, verdict.inception, now()))
    const [before, tags] = [tagsIn(present), tagsIn(verdict.records)]
    log.info({ ...readKeyText(key), tags }, 'the DS of a zone below was taken from its CDS records')
    onTaken({ view: above.view, zone: nameText(above.origin), child: nameText(child), before, tags })
    onDue()
    return undefined
  }

  /** Logs each reason once. */
  #tell(key: string, why: Said | undefined): void {
    const text = why && JSON.stringify(why)
    if (text === undefined) this.#told.delete(key)
    else if (this.#told.get(key) !== text) {
      this.#told.set(key, text)
      const reason = whyText(why!, 'en')
      this.#options.log.warn(
        { ...readKeyText(key), reason },
        'the DS of a zone below stays as it is, because its CDS records cannot be taken',
      )
    }
  }
}

/** Tags of the keys that DS records name, without duplicates. */
function tagsIn(records: readonly Uint8Array[]): number[] {
  return [...new Set(records.map((ds) => (ds[0]! << 8) | ds[1]!))]
}

/** The zone as clients of the view see it. */
function servedIn(views: readonly View[], { view, origin }: FaceName): Zone | undefined {
  const zones = views.find(({ name }) => name === view)?.zones
  const name = new Suffixes().set(origin, 0)
  const member = zones?.enclosing(name) ?? -1
  return member >= 0 && zones!.apexAt(member, name) === 0 ? zones!.member(member)!.zone : undefined
}

/** Whether the zone above delegates the child. */
function isThere({ zone, child }: Followed): boolean {
  return isDelegated(zone, child)
}

function askOnce(child: Uint8Array, server: PeerAddress, asked: Asked): Promise<ChildSeen | Said> {
  const at = `${server.address} ${server.port}`
  const answer = asked.get(at) ?? seenAt(child, server)
  asked.set(at, answer)
  return answer
}

function mayDelegate(changes: readonly Changeset[] | undefined): boolean {
  let isSo = changes === undefined
  for (const { removed, added } of changes ?? [])
    for (const list of [removed, added])
      list.each((_bytes, _owner, type) => {
        if (type === Type.NS) isSo = true
      })
  return isSo
}

/** The children that the settings name and the zone delegates. */
function delegatedIn(zone: Zone, children: readonly ChildSetting[]): Uint8Array[] {
  if (children.length === 0) return []
  const named = children.flatMap(({ pattern: { name, self } }) => (self && isDelegated(zone, name) ? [name] : []))
  const isAny = children.some(({ pattern }) => pattern.below)
  return isAny ? [...named, ...cutsOf(zone).filter((cut) => childSetting(children, cut) !== undefined)] : named
}

const cutsOf = perZone((zone): readonly Uint8Array[] => {
  const cuts: Uint8Array[] = []
  for (let node = 0; node < zone.nodes; node++) {
    if ((zone.flags(node) & (Flag.cut | Flag.belowCut | Flag.belowDname)) === Flag.cut) cuts.push(zone.name(node))
  }
  return cuts
})

/** Children with a taken DS whose next zone above is this face. */
function keptBelow(face: FaceName, taken: SigningRecord['taken'], known: ReadonlySet<string>): Uint8Array[] {
  return Object.keys(taken).flatMap((key) => {
    const { view, child } = readKey(key)
    const above = view === face.view ? nextAbove(view, child, known) : undefined
    return above !== undefined && faceKey(above) === faceKey(face) ? [child] : []
  })
}

function readKey(key: string): { readonly view: string; readonly child: Uint8Array } {
  const { view, zone } = readKeyText(key)
  return { view, child: nameFromText(zone) }
}

/** Names in text have no spaces. */
function readKeyText(key: string): { readonly view: string; readonly zone: string } {
  const at = key.lastIndexOf(' ')
  return { view: key.slice(0, at), zone: key.slice(at + 1) }
}

function lowerText(name: Uint8Array): string {
  return nameText(name).toLowerCase()
}
