// Explains why Janus would permit an update or not (RFC 2136): which views the sender gets, which zone there has the name, and which rule
// decides. It looks at the configuration alone: Janus judges what a message makes of a zone when the message comes.

import { addressText } from '../../dns/address.ts'
import { nameText } from '../../dns/name-text.ts'
import { typeName } from '../../dns/types.ts'
import { sameKey } from '../../text/config/key-name.ts'
import type { Settings, ZoneSetting } from '../../text/config/settings.ts'
import type { FaceSetting } from '../../text/config/sources.ts'
import { whyDenied } from '../../update/judge.ts'
import { isAbout, permission, type Who } from '../../update/policy.ts'
import { english, say } from '../../update/says.ts'
import { covers, matchingPrefixes } from '../../views/matching.ts'
import { formatPrefix } from '../../views/prefix.ts'
import { isMisread, type Misread, readAddressWord, readNameWord, readTypeWord } from '../question-words.ts'
import { zoneOf } from './zone-of.ts'

export type UpdateWords = {
  /** Name of the key; `-`: no key. */
  readonly key: string
  readonly source: string
  readonly name: string
  readonly type: string
  /** Whether the message comes over UDP without a cookie. */
  readonly bare?: boolean | undefined
}

export type UpdateQuestion = {
  readonly key: string | undefined
  readonly address: Uint8Array
  readonly name: Uint8Array
  readonly type: number
  readonly proven: boolean
}

export type UpdateExplanation = {
  readonly key?: string | undefined
  readonly source: string
  readonly name: string
  readonly type: string
  readonly rcode: 'NOERROR' | 'REFUSED' | 'NOTAUTH' | 'NOTIMP'
  /** Why, where no view's verdict says it. */
  readonly why?: string | undefined
  readonly views: readonly ViewVerdict[]
}

/** The verdict in one view. `other`: the message does not reach the view. */
export type ViewVerdict = {
  readonly view: string
  readonly verdict: 'granted' | 'denied' | 'other'
  readonly zone?: string | undefined
  readonly why: string
  /** The place of the rule that grants, or else of the one that comes closest. */
  readonly file?: string | undefined
  readonly line?: number | undefined
  /** Milliseconds: the lease where the message asks for none, and the longest. */
  readonly lease?: number | undefined
  readonly maxLease?: number | undefined
}

export function readUpdateQuestion({ key, source, name, type, bare = false }: UpdateWords): UpdateQuestion | Misread {
  const address = readAddressWord(source, 'source')
  if (isMisread(address)) return address
  const wire = readNameWord(name)
  if (isMisread(wire)) return wire
  const code = readTypeWord(type)
  if (isMisread(code)) return code
  return { key: key === '-' ? undefined : key.replace(/\.$/, ''), address, name: wire, type: code, proven: !bare }
}

export function explainUpdate(settings: Settings, question: UpdateQuestion): UpdateExplanation {
  const { key, address, name, type } = question
  const asked = {
    key,
    source: addressText(address),
    name: nameText(name),
    type: typeName(type),
  }
  if (settings.updates.length === 0)
    return { ...asked, rcode: 'NOTIMP', why: 'nobody may change a zone: the configuration has no "updates"', views: [] }
  const granted = grantedViews(settings, question)
  if ('why' in granted) return { ...asked, ...granted, views: [] }
  const who = { key, address, proven: key !== undefined || question.proven }
  const views = settings.views.map(({ name: view }) => verdictOf(settings, { view, granted }, who, question))
  const meant = views.filter(({ verdict }) => verdict !== 'other')
  if (meant.length === 0) return { ...asked, ...nowhere(settings, granted, name), views }
  if (meant.some(({ view }) => zoneOf(settings.zones, view, name)?.face.source.kind === 'primary'))
    return { ...asked, rcode: 'NOTAUTH', views }
  return { ...asked, rcode: meant.every(({ verdict }) => verdict === 'granted') ? 'NOERROR' : 'REFUSED', views }
}

type Refused = Pick<UpdateExplanation, 'rcode'> & { readonly why: string }

/** Names of the views that the sender gets, or why there are none. */
function grantedViews(settings: Settings, { key, address }: UpdateQuestion): readonly string[] | Refused {
  if (key === undefined) {
    const prefixes = settings.views.flatMap(({ prefixes }, view) => prefixes.map((prefix) => ({ prefix, view })))
    const [nearest] = matchingPrefixes(prefixes, address)
    if (nearest === undefined) return { rcode: 'REFUSED', why: english.text(say('update-no-view')) }
    return [settings.views[nearest.view]!.name]
  }
  const known = settings.tsig.find(({ text }) => sameKey(text, key))
  if (known === undefined)
    return { rcode: 'NOTAUTH', why: `there is no key "${key}" under "tsig": the answer is BADKEY` }
  const { from, views } = known
  if (from !== undefined && !from.some((prefix) => covers(prefix, address)))
    return { rcode: 'REFUSED', why: `the key "${key}" may only be used from ${from.map(formatPrefix).join(', ')}` }
  return views
}

function verdictOf(
  settings: Settings,
  { view, granted }: { readonly view: string; readonly granted: readonly string[] },
  who: Who,
  { name, type }: UpdateQuestion,
): ViewVerdict {
  const found = zoneOf(settings.zones, view, name)
  const zone = found && { zone: found.zone.name }
  if (!granted.includes(view))
    return {
      view,
      verdict: 'other',
      ...zone,
      why: `the address or key of the client gives it ${granted.join(', ') || 'no view'}`,
    }
  if (found === undefined) return { view, verdict: 'other', why: `the view has no zone above ${nameText(name)}` }
  return { view, ...zone, ...ruled(settings, found, who, type, name) }
}

function ruled(
  { updates, file }: Settings,
  { zone, face }: { readonly zone: ZoneSetting; readonly face: FaceSetting },
  who: Who,
  type: number,
  owner: Uint8Array,
): Omit<ViewVerdict, 'view' | 'zone'> {
  const where = { view: face.viewName, origin: zone.origin }
  if (face.source.kind === 'primary')
    return { verdict: 'denied', why: english.text(say('update-of-primarys', { zone: zone.name, view: face.viewName })) }
  const rules = updates.filter(({ key }) => who.key === undefined || (key !== undefined && sameKey(key, who.key)))
  if (who.key !== undefined && !rules.some((rule) => isAbout(rule, where)))
    return { verdict: 'other', why: 'no rule of the key is about the zone in this view' }
  const result = permission(updates, who, where, owner, type)
  if (result.kind === 'denied') {
    const line = result.nearest?.rule.place.line
    return { verdict: 'denied', why: english.text(whyDenied(result, { owner, type })), ...(line && { file, line }) }
  }
  const { place, lease, maxLease } = result.rule
  return { verdict: 'granted', why: 'every condition of the rule is met', file, line: place.line, lease, maxLease }
}

/** The refusal where no view of the client has the zone, or none that has it has a rule for the key. */
function nowhere({ zones, views }: Settings, granted: readonly string[], name: Uint8Array): Refused {
  const has = ({ name: view }: { readonly name: string }) => zoneOf(zones, view, name) !== undefined
  const [own, others] = [true, false].map((isOwn) =>
    views.filter((view) => granted.includes(view.name) === isOwn && has(view)).map((view) => view.name),
  ) as [string[], string[]]
  if (own.length > 0) return { rcode: 'REFUSED', why: `no rule of the key is about the zone in ${own.join(' and ')}` }
  if (others.length === 0) return { rcode: 'NOTAUTH', why: `no view of the client has a zone above ${nameText(name)}` }
  const why = `the zone is only in ${others.join(', ')}, but the address or key of the client gives it only ${granted.join(', ')}`
  return { rcode: 'NOTAUTH', why }
}
