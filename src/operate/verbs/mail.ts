// The way of the mail through all views, of what is served now. For programs: people ask `janus mail`.

import * as v from 'valibot'
import { readName } from '../../dns/name-text.ts'
import type { Server } from '../../serve/server.ts'
import { text } from '../../text/config/words.ts'
import type { Problem } from '../../text/findings/problem.ts'
import { toldProblems } from '../../text/findings/told.ts'
import { VerbError } from '../errors.ts'
import { field, quoted } from '../fields.ts'
import { problem } from '../report.ts'
import { oneResult } from '../verb.ts'

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
  findings: v.pipe(v.array(problem), v.description('What is wrong with the gateways themselves.')),
})

export const mail = oneResult({
  name: 'mail',
  effect: 'reads',
  isSteady: true,
  // A way leads from one view into another.
  concerns: 'all',
  request: { domain: v.optional(field(text('a name'), 'this mail domain alone')) },
  errors: ['no-zone'],
  result,
  run: async ({ operated: { server } }, { domain }) => {
    const name = domain === undefined ? undefined : readName(domain)
    if (typeof name === 'string')
      throw new VerbError('bad-request', `cannot read the domain ${quoted(domain)}`, 'domain')
    const proof = await proofOf(server)
    // These are in no file that a reload judges: the server has no words for them.
    const { english } = await import('../../tools/mail/says.ts')
    const tell = (found: readonly Problem[]) => toldProblems(found, english)
    const domains = proof.domains.filter((one) => name === undefined || isNamed(one.name, domain!))
    if (name !== undefined && domains.length === 0)
      throw new VerbError('no-zone', `cannot follow the mail for ${quoted(domain)}: it has no MX in any view`, 'domain')
    return {
      gateways: proof.gateways,
      domains: domains.map(({ findings, ...rest }) => ({ ...rest, findings: tell(findings) })),
      findings: name === undefined ? tell(proof.findings) : [],
    }
  },
  text: ({ domains }) => domains.map(({ name }) => name).join('\n'),
})

function isNamed(name: string, meant: string): boolean {
  return name.toLowerCase() === `${meant.toLowerCase().replace(/\.$/, '')}.`
}

type Proof = Awaited<ReturnType<typeof import('../../tools/mail/served.ts')['mailServed']>>

const proofs = new WeakMap<Server['current'], Promise<Proof>>()

/** Of what is served now it is made once. */
function proofOf({ current }: Server): Promise<Proof> {
  const known =
    proofs.get(current) ?? import('../../tools/mail/served.ts').then(({ mailServed }) => mailServed(current.candidate))
  proofs.set(current, known)
  return known
}
