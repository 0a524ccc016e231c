// Views stay apart in what zones say of each other's keys: nothing is said inside, and outside nothing that the same view does not show.

import t from 'tap'
import { isWithin } from '../../src/dns/name.ts'
import { nameFromText, nameText } from '../../src/dns/name-text.ts'
import { signingAlgorithms } from '../../src/sign/algorithms.ts'
import { zoneKeyOf } from '../../src/sign/zone-key.ts'
import { Signals, type SignalsOptions } from '../../src/signing/signals.ts'
import type { ZoneSigning } from '../../src/signing/zone-signing.ts'
import { type FaceName, faceKey } from '../../src/store/change.ts'
import type { ViewSetting } from '../../src/text/config/settings.ts'
import fc from '../support/properties.ts'
import { zoneOf } from '../support/zones.ts'

const csk = zoneKeyOf('csk', 15, signingAlgorithms.get(15)!.make())
const ORIGINS = ['a.test.', 'low.a.test.', 'b.test.', 'h.test.', 'sub.h.test.', 'test.']
const SERVERS = ['ns.h.test.', 'NS.sub.h.test.', 'x.a.test.', 'ns.low.a.test.', 'ns.b.test.', 'far.invalid.']
const VIEWS: readonly ViewSetting[] = [
  { name: 'inside', prefixes: [], public: false },
  { name: 'outside', prefixes: [], public: true },
  { name: 'farther', prefixes: [], public: true },
]

type Face = {
  readonly view: string
  readonly origin: string
  readonly servers: readonly string[]
  readonly isSigned: boolean
}

const face = (view: string, origin: string) =>
  fc.option(
    fc.record({
      ...{ view: fc.constant(view), origin: fc.constant(origin), isSigned: fc.boolean() },
      // One that no other view knows.
      servers: fc.subarray([...SERVERS, `only-${view}.h.test.`], { minLength: 1 }),
    }),
    { nil: undefined },
  )
const world = fc
  .tuple(...VIEWS.flatMap(({ name }) => ORIGINS.map((origin) => face(name, origin))))
  .map((faces): Face[] => faces.flatMap((one) => one ?? []))

const nameOf = ({ view, origin }: Pick<Face, 'view' | 'origin'>): FaceName => ({ view, origin: nameFromText(origin) })

function contentOf(one: Pick<Face, 'origin' | 'servers'>) {
  const lines = one.servers.map((name) => `@ NS ${name}\n`).join('')
  return zoneOf(one.origin, `$TTL 60\n@ SOA ns.invalid. h.invalid. 1 1 1 1 1\n${lines}`)
}

function signalsOf(faces: readonly Face[], onDue = () => {}, arrived: (one: Face) => boolean = () => true): Signals {
  const zones = new Map(faces.filter(({ isSigned }) => isSigned).map((one) => [faceKey(nameOf(one)), zoneIn(one)]))
  const options: SignalsOptions = {
    zones: { of: (name) => zones.get(faceKey(name)), views: VIEWS, isLeft: () => false },
    ...{ faces: new Map(), record: { has: () => true }, looksOf: () => undefined, onDue },
  }
  const signals = new Signals(options)
  signals.use(faces.map((one) => ({ name: nameOf(one), served: arrived(one) ? contentOf(one) : undefined })))
  return signals
}

function zoneIn({ origin }: Face): ZoneSigning {
  const setting = { name: origin, origin: nameFromText(origin), dnskeyTtl: 3600, parents: undefined }
  return {
    setting,
    keys: { kind: 'good', keys: [csk], record: { keys: [] } },
    isLeaving: false,
  } as unknown as ZoneSigning
}

/** The longest one that holds the name. */
function above(name: string, faces: readonly Face[]): Face | undefined {
  return faces
    .filter(({ origin }) => isWithin(nameFromText(name), 0, nameFromText(origin), 0))
    .sort((a, b) => b.origin.length - a.origin.length)[0]
}

/** `holder owner` */
function wantedIn(faces: readonly Face[]): string[] {
  return faces
    .filter(({ isSigned, origin }) => isSigned && !above(origin.slice(origin.indexOf('.') + 1) || '.', faces)?.isSigned)
    .flatMap(({ origin, servers }) =>
      servers.flatMap((server) => {
        const holder = above(server, faces)
        if (!holder?.isSigned || isWithin(nameFromText(server), 0, nameFromText(origin), 0)) return []
        return [`${holder.origin} _dsboot.${origin.slice(0, -1)}._signal.${server.toLowerCase()}`]
      }),
    )
    .sort()
}

t.test('whatever views show, each is told what it shows, and those inside nothing', async () => {
  fc.assert(
    fc.property(world, (faces) => {
      const signals = signalsOf(faces)
      for (const view of VIEWS) {
        const its = faces.filter((one) => one.view === view.name)
        const found = its
          .flatMap((one) => signals.of(nameOf(one), undefined).map(({ owner }) => `${one.origin} ${nameText(owner)}`))
          .sort()
        const wanted = view.public ? wantedIn(its) : []
        if (found.join('\n') !== wanted.join('\n'))
          throw new Error(`${view.name}:\n${found.join('\n')}\nwanted:\n${wanted.join('\n')}`)
      }
    }),
    { numRuns: 300 },
  )
})

t.test('what arrives later than its configuration is due at once, and inside nothing is', (t) => {
  const face = (view: string, origin: string, servers: readonly string[]) => ({ view, origin, servers, isSigned: true })
  for (const [view, wanted] of [
    ['outside', 1],
    ['inside', 0],
  ] as const) {
    const late = face(view, 'b.test.', ['ns.h.test.'])
    let due = 0
    const signals = signalsOf(
      [late, face(view, 'h.test.', ['ns.h.test.'])],
      () => due++,
      (one) => one !== late,
    )
    signals.edited(nameOf(late), contentOf(late))
    t.equal(due, wanted, view)
  }
  t.end()
})
