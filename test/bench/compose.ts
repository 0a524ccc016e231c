// What composing an answer costs when none is prepared: the question read, the response found, the message written. Run:
// node test/bench/compose.ts [milliseconds per row]

import { Answerer } from '../../src/answer/answer.ts'
import { Renderer } from '../../src/answer/render.ts'
import { Response } from '../../src/answer/response.ts'
import { typeCode } from '../../src/dns/types.ts'
import { Query } from '../../src/wire/query.ts'
import { zoneSetOf } from '../support/zones.ts'
import { queryMessage } from './clients/asker.ts'
import { measure } from './measure/micro.ts'
import { chains, delegations, hosts, mailFarms, wildcards, type ZoneText } from './zones/zone-text.ts'

const COUNT = 1000

const rows: readonly (readonly [string, ZoneText, (i: number) => string])[] = [
  ['A', hosts(COUNT), (i) => `h${i % COUNT}.univ.example A`],
  ['MX with addresses', hosts(COUNT), (i) => `h${i % COUNT}.univ.example MX`],
  ['10 MX of 10 hosts', mailFarms(COUNT), (i) => `f${i % COUNT}.univ.example MX`],
  ['CNAME chain', chains(COUNT), (i) => `a${i % COUNT}.univ.example A`],
  ['wildcard', wildcards(10), (i) => `x${i}.w${i % 10}.univ.example A`],
  ['referral', delegations(COUNT), (i) => `x.d${i % COUNT}.univ.example A`],
  ['nodata', hosts(COUNT), (i) => `h${i % COUNT}.univ.example TXT`],
  ['nxdomain', hosts(COUNT), (i) => `x${i}.univ.example A`],
]

const milliseconds = Number(process.argv[2] ?? 500)
const query = new Query()
const response = new Response()
const answerer = new Answerer({ minimalResponses: true })
const renderer = new Renderer()
const question = { name: query.name, type: 0, dnssec: false, fullAny: false }
const out = new Uint8Array(4096)

for (const [title, { origin, text }, ask] of rows) {
  const set = zoneSetOf({ [`${origin}.`]: text })
  let turn = 0
  const make = (i: number) => {
    const [name, type] = ask(i).split(' ') as [string, string]
    return queryMessage(name, typeCode(type)!, i)
  }
  measure(title, milliseconds, make, (message) => {
    query.read(message, 0, message.length)
    question.name = query.name
    question.type = query.type
    response.clear()
    answerer.answer(set, question, response)
    renderer.render(query, response, out, 0, out.length, turn++)
  })
}
