// Follows the way of mail through all views, in what is served now. For programs: people ask `janus mail`.

import * as v from 'valibot'
import { readName } from '../../dns/name-text.ts'
import type { Server } from '../../serve/server.ts'
import { text, wholeNumber } from '../../text/config/words.ts'
import type { Problem } from '../../text/findings/problem.ts'
import { toldProblems } from '../../text/findings/told.ts'
import type { LanguageName, Speaker } from '../../text/findings/wording.ts'
import { VerbError } from '../errors.ts'
import { field, quoted } from '../fields.ts'
import { afterMisread, afterMoved } from '../pages.ts'
import { problem } from '../report.ts'
import { holdingIn } from '../rrset-table.ts'
import { say } from '../says.ts'
import { Turns } from '../turns.ts'
import { type Asked, oneResult } from '../verb.ts'
import { want } from '../wants.ts'

const addresses = v.looseObject({
  state: v.picklist(['known', 'alias', 'none', 'elsewhere', 'refused']),
  ipv4: v.array(v.string()),
  ipv6: v.array(v.string()),
})

const host = v.looseObject({
  preference: v.number(),
  target: v.string(),
  addresses,
  isGateway: v.boolean(),
  file: v.string(),
  line: v.number(),
})

const way = v.looseObject({
  view: v.string(),
  public: v.boolean(),
  gatewayAsks: v.pipe(v.boolean(), v.description('A gateway asks here where mail that has come in goes on.')),
  nullMx: v.boolean(),
  refused: v.boolean(),
  hosts: v.array(host),
})

const result = v.looseObject({
  gateways: v.array(
    v.looseObject({
      view: v.string(),
      public: v.boolean(),
      names: v.array(v.looseObject({ name: v.string(), addresses })),
    }),
  ),
  domains: v.array(
    v.looseObject({
      name: v.string(),
      zone: v.string(),
      ways: v.array(way),
      spf: v.optional(
        v.pipe(
          v.picklist(['yes', 'no', 'unknown', 'none']),
          v.description('Whether the policy that the world sees lets the gateways send.'),
        ),
      ),
      findings: v.array(problem),
    }),
  ),
  findings: v.pipe(v.array(problem), v.description('What is wrong with the gateways themselves; on the first page.')),
  next: v.optional(v.pipe(v.string(), v.description('Where the next page begins, as "after".'))),
})

/** Mail domains of a page. */
const MOST = 1000

export const mail = oneResult({
  name: 'mail',
  about: 'the way of mail to each domain, through all views of what is served',
  effect: 'reads',
  isSteady: () => true,
  // Mail goes from one view into another.
  concerns: 'all',
  request: {
    domain: v.optional(field(text(want('want-name')), 'this mail domain alone')),
    holds: v.optional(field(text(want('want-part')), 'only domains with this in their names, in any case of letters')),
    limit: v.optional(field(wholeNumber(1, MOST), `so many domains; ${MOST} where not given`)),
    after: v.optional(field(text(want('want-next')), 'begins where an earlier answer has ended')),
  },
  errors: ['no-zone'],
  result,
  run: async (asked, { domain, ...page }) => {
    const { server } = asked.operated
    // Loaded on demand: reloads do not apply the rules about mail, and the server has not loaded their texts.
    const { english, japanese } = await import('../../tools/mail/says.ts')
    const words = asked.operated.language === 'ja' ? japanese : english
    const ways = await waysOf(server, words)
    const { takesMail } = await import('../../tools/mail/proof.ts')
    const tell = (found: readonly Problem[]) => toldProblems(found, words)
    const told = ({ findings, ...rest }: Domain) => ({ ...rest, findings: tell(findings) })
    if (domain === undefined) {
      const { places, next } = ways === undefined ? { places: [] } : await placesOf(asked, ways, page)
      const domains = places.map((place) => ways!.prove(place)).filter(takesMail)
      const findings = page.after === undefined ? tell(ways?.findings() ?? []) : []
      return { gateways: [...(ways?.gateways ?? [])], domains: domains.map(told), findings, next }
    }
    const name = readName(domain)
    if (typeof name === 'string')
      throw new VerbError('bad-request', say('mail-no-name', { text: quoted(domain) }), 'domain')
    const domains = ways?.at(name).map((place) => ways.prove(place)) ?? []
    if (!domains.some(takesMail)) throw new VerbError('no-zone', say('mail-no-mx', { text: quoted(domain) }), 'domain')
    return { gateways: [...ways!.gateways], domains: domains.map(told), findings: [] }
  },
  text: ({ domains }) => domains.map(({ name }) => name).join('\n'),
})

type Ways = import('../../tools/mail/proof.ts').MailWays
type Place = import('../../tools/mail/proof.ts').MailPlace
type Domain = import('../../tools/mail/proof.ts').MailDomain

type Page = {
  readonly holds?: string | undefined
  readonly limit?: number | undefined
  readonly after?: string | undefined
}

/** The domains of a page; `next`: where the next page begins. */
async function placesOf(
  { revision }: Asked,
  ways: Ways,
  { holds, limit = MOST, after }: Page,
): Promise<{ readonly places: readonly Place[]; readonly next?: string }> {
  const from = after === undefined ? undefined : placeAfter(after, revision)
  const turns = new Turns()
  const places: Place[] = []
  for (const place of ways.names(from, holds === undefined ? undefined : holdingIn(holds))) {
    if (turns.isOver) await turns.next()
    if (place === undefined) continue
    if (places.length === limit) return { places, next: `${revision}:${place.at.join('.')}` }
    places.push(place)
  }
  return { places }
}

function placeAfter(after: string, revision: string): Place['at'] {
  const [, of, ...at] = /^(.+):(\d{1,9})\.(\d{1,9})\.(\d{1,9})$/.exec(after) ?? []
  if (of === undefined) throw afterMisread(after)
  if (of !== revision) throw afterMoved()
  const [view, member, node] = at.map(Number)
  return [view!, member!, node!]
}

const known: Record<LanguageName, WeakMap<Server['current'], Promise<Ways | undefined>>> = {
  en: new WeakMap(),
  ja: new WeakMap(),
}

/** The ways of mail in the current generation, worked out once for each language. */
function waysOf({ current }: Server, words: Speaker): Promise<Ways | undefined> {
  const made = known[words.language]
  const ways =
    made.get(current) ??
    import('../../tools/mail/served.ts').then(({ mailServed }) => mailServed(current.candidate, words))
  made.set(current, ways)
  return ways
}
