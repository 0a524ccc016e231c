// Explains why an address gets its answer out of what is served now. `janus explain --running` asks it.

import * as v from 'valibot'
import { text, yesOrNo } from '../../text/config/words.ts'
import { compared } from '../../tools/explain/compare.ts'
import type { Explanation, KeyUse, OtherAnswer, SentRecord, Via, ViewAnswer } from '../../tools/explain/explanation.ts'
import { readQuestion } from '../../tools/explain/question.ts'
import { explanationText } from '../../tools/explain/text.ts'
import { VerbError } from '../errors.ts'
import { field } from '../fields.ts'
import { say } from '../says.ts'
import type { Sight } from '../sight.ts'
import { oneResult } from '../verb.ts'
import { want } from '../wants.ts'
import { wordsOf } from '../words-of.ts'

const at = { file: v.optional(v.string()), line: v.optional(v.number()) }

const record = v.looseObject({
  owner: v.string(),
  ttl: v.number(),
  type: v.string(),
  rdata: v.string(),
  zone: v.optional(v.string()),
  how: v.optional(v.string()),
  of: v.optional(
    v.pipe(
      v.array(v.looseObject({ zone: v.string(), view: v.string() })),
      v.description('Other faces that it comes from.'),
    ),
  ),
  ...at,
})

const viewAnswer = {
  view: v.string(),
  rcode: v.string(),
  authoritative: v.boolean(),
  truncated: v.boolean(),
  zone: v.optional(
    v.looseObject({
      name: v.string(),
      file: v.optional(v.string()),
      state: v.picklist(['current', 'last good', 'refused', 'waiting', 'expired', 'rolled back', 'pending']),
      serial: v.optional(v.number()),
      fileSerial: v.optional(v.number()),
    }),
  ),
  path: v.array(
    v.looseObject({
      name: v.string(),
      kind: v.picklist([
        ...(['answer', 'nodata', 'nxdomain', 'referral', 'alias', 'dname'] as const),
        ...(['elsewhere', 'refused', 'withheld'] as const),
      ]),
      zone: v.optional(v.string()),
      closestEncloser: v.optional(v.string()),
      wildcard: v.optional(v.string()),
      at: v.optional(v.string()),
      target: v.optional(v.string()),
      types: v.optional(v.array(v.string())),
    }),
  ),
  sections: v.looseObject({ answer: v.array(record), authority: v.array(record), additional: v.array(record) }),
  transfer: v.optional(
    v.pipe(
      v.looseObject({
        admitted: v.boolean(),
        catalog: v.optional(v.string()),
        entries: v.array(
          v.looseObject({
            entry: v.string(),
            unmet: v.optional(v.picklist(['from', 'tls', 'certificate', 'view', 'key', 'zone'])),
            ...at,
          }),
        ),
      }),
      v.description(
        'Where a zone is asked for as a whole: what lets somebody have it, and what of that does not hold.',
      ),
    ),
  ),
}

const explanation = v.looseObject({
  question: v.looseObject({
    address: v.string(),
    name: v.string(),
    type: v.string(),
    transport: v.picklist(['udp', 'tcp']),
    dnssec: v.boolean(),
  }),
  key: v.optional(
    v.looseObject({
      name: v.string(),
      view: v.optional(v.string()),
      state: v.picklist(['good', 'unknown', 'elsewhere']),
      views: v.array(v.string()),
      from: v.optional(v.array(v.string())),
      ...at,
    }),
  ),
  via: v.optional(
    v.looseObject({
      sender: v.string(),
      proxy: v.optional(v.looseObject({ listen: v.array(v.string()) })),
      subnet: v.optional(v.looseObject({ scope: v.number(), shorter: v.optional(v.string()) })),
    }),
  ),
  generation: v.number(),
  prefixes: v.array(v.looseObject({ prefix: v.string(), view: v.string(), ...at })),
  tied: v.array(v.looseObject({ listen: v.string(), view: v.string() })),
  answer: v.optional(v.looseObject(viewAnswer)),
  others: v.array(
    v.looseObject({ ...viewAnswer, differs: v.boolean(), more: v.array(v.string()), less: v.array(v.string()) }),
  ),
})

export const explain = oneResult({
  name: 'explain',
  about: 'why a client gets its view and its answer out of what is served, and what other views would say',
  effect: 'reads',
  concerns: 'seen',
  configured: true,
  request: {
    address: field(text(want('want-address')), 'the address of the client'),
    name: field(text(want('want-name')), 'what it asks for'),
    type: v.optional(field(text(want('want-type-mx')), 'the type of record; by default A')),
    tcp: v.optional(field(yesOrNo(), 'as if it asked over TCP')),
    key: v.optional(field(text(want('want-key')), 'as if it signed by this key')),
    via: v.optional(field(text(want('want-address')), 'the address of the proxy or resolver that asks for it')),
    dnssec: v.optional(field(yesOrNo(), 'as if it asked for signatures and proofs (DO)')),
  },
  errors: ['no-view', 'no-zone'],
  result: explanation,
  run: async ({ operated, sight }, words) => {
    const question = readQuestion(words)
    if ('reason' in question) throw new VerbError('bad-request', question.said, question.field)
    return seen(await operated.explain(question, (await wordsOf(operated)).text), sight)
  },
  text: (explanation, look) => explanationText(explanation, look).trimEnd(),
})

/** The explanation as if there were only the views and zones that the actor sees. */
function seen(explanation: Explanation, sight: Sight): Explanation {
  if (sight.whole) return explanation
  const { question, key, via, prefixes, tied, answer, others } = explanation
  if (answer === undefined || !sight.view(answer.view))
    throw new VerbError('no-view', say('explain-no-view', { address: String(question.address) }))
  const told = seenAnswer(answer, sight)
  if (told === undefined) throw new VerbError('no-zone', say('explain-no-zone', { name: String(question.name) }))
  return {
    ...explanation,
    key: key && seenKey(key, sight),
    via: via && seenVia(via, sight),
    prefixes: prefixes.filter(({ view }) => sight.view(view)).map(({ prefix, view }) => ({ prefix, view })),
    tied: tied.filter(({ view }) => sight.view(view)),
    answer: told,
    others: others.flatMap((other): OtherAnswer[] => {
      const seen = sight.view(other.view) ? seenAnswer(other, sight) : undefined
      return seen === undefined ? [] : [compared(seen, told)]
    }),
  }
}

function seenKey({ file: _, line: __, views, ...key }: KeyUse, sight: Sight): KeyUse {
  return { ...key, views: views.filter((view) => sight.view(view)) }
}

/** Without the addresses of listeners, which only an actor sees who sees everything. */
function seenVia({ sender, proxy, subnet }: Via, sight: Sight): Via {
  const isSeen = subnet?.shorter !== undefined && sight.view(subnet.shorter)
  return {
    sender,
    proxy: proxy && { listen: [] },
    subnet: subnet && { scope: subnet.scope, shorter: isSeen ? subnet.shorter : undefined },
  }
}

/** The answer as far as the actor sees it; undefined where he does not see the zone in which the search begins. */
function seenAnswer(answer: ViewAnswer, sight: Sight): ViewAnswer | undefined {
  const { view, authoritative, zone, path, sections } = answer
  if (zone === undefined ? !sight.allZones : !sight.zone(zone.name)) return undefined
  const isSeen = (of: { readonly zone?: string | undefined }) =>
    of.zone === undefined ? sight.allZones : sight.zone(of.zone)
  const hidden = path.findIndex((step) => !isSeen(step))
  const records = (list: readonly SentRecord[]) => list.filter(isSeen).map((record) => seenRecord(record, view, sight))
  const seen = {
    ...{ view, authoritative },
    zone: zone && (sight.text({ zone: zone.name, view }) ? zone : { ...zone, file: undefined }),
  }
  if (hidden < 0) {
    const { rcode, truncated } = answer
    const { answer: found, authority, additional } = sections
    const all = { answer: records(found), authority: records(authority), additional: records(additional) }
    return { ...seen, rcode, truncated, path, sections: all }
  }
  // An alias leads into a zone that he does not see. What lies there decides the rcode (RFC 6604 §3), the size and the other sections, and
  // may lead back into zones that he sees: all of that is left out, as behind an alias that leads out of the view.
  const until = sections.answer.findIndex((record) => !isSeen(record))
  const led = until < 0 ? sections.answer : sections.answer.slice(0, until)
  return {
    ...{ ...seen, rcode: 'NOERROR', truncated: false },
    path: [...path.slice(0, hidden), { name: path[hidden]!.name, kind: 'elsewhere' }],
    sections: { answer: records(led), authority: [], additional: [] },
  }
}

function seenRecord(record: SentRecord, view: string, sight: Sight): SentRecord {
  const { file: _, line: __, how, of = [], ...rest } = record
  if (record.zone === undefined || !sight.text({ zone: record.zone, view })) return rest
  // A record that was taken from another face tells about that face.
  return how === undefined || of.every((face) => sight.face(face) && sight.text(face)) ? record : rest
}
