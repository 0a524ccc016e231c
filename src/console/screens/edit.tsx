// What people add most, as forms: a host with its addresses and their names in both faces, a mail host, an alias; and any one rrset.
// What would change is shown view by view before it happens. Whoever was slower sees what the other has done, and nothing is lost.

import { useRef, useState } from 'preact/hooks'
import { type Answer, ask, type Refusal, send } from '../ask.ts'
import {
  type Difference,
  differenceOf,
  hostWishes,
  linesWishes,
  nameKey,
  ownerOf,
  pointerWishes,
  requestOf,
  reverseName,
  type Side,
  type Wish,
} from '../edits.ts'
import { countText, tell } from '../language.ts'
import { views, whyNoEdit } from '../me.ts'
import { useOnce } from '../once.ts'
import { Field, Note, Switch, ViewMark, viewClass } from '../parts.tsx'
import type { RRsetLine, ZoneLine } from '../results.ts'
import { route } from '../route.ts'
import type { Word } from '../says.ts'
import { Rrsets } from './plan.tsx'

const KINDS = ['host', 'mail', 'alias', 'rrset'] as const
type Kind = (typeof KINDS)[number]

type Draft = {
  readonly kind: Kind
  readonly zone: string
  readonly name: string
  readonly type: string
  readonly ttl: string
  readonly withPointer: boolean
  readonly data: Readonly<Record<string, string>>
  /** The views whose rrset the form shows. */
  readonly loaded: ReadonlySet<string>
}

type Review = {
  readonly differences: readonly Difference[]
  readonly tag: string | undefined
  readonly homeless: readonly string[]
  /** Why the server would refuse it. */
  readonly why: string | undefined
}
type Said = { readonly tone: 'good' | 'bad' | 'warn'; readonly text: string }

export function Edit() {
  const { zone = '', name = '', type = 'A' } = route.value.query
  const [draft, setDraft] = useState<Draft>({
    ...{ kind: route.value.query.name ? 'rrset' : 'host', zone, name, type, ttl: '3600', withPointer: true, data: {} },
    loaded: new Set(),
  })
  const [review, setReview] = useState<Review>()
  const [said, setSaid] = useState<Said>()
  const newest = useRef(draft)
  const change = (more: Partial<Draft>) => {
    newest.current = { ...newest.current, ...more }
    setDraft(newest.current)
    setReview(undefined)
    setSaid(undefined)
  }
  const look = async () => {
    const found = await reviewOf(draft)
    // The form has changed meanwhile: this is not the difference that it makes now.
    if (newest.current !== draft) return
    setSaid(typeof found === 'string' ? { tone: 'bad', text: found } : undefined)
    setReview(typeof found === 'string' ? undefined : found)
  }
  const make = useOnce(async () => {
    const made = await makeIt(draft, review!)
    setSaid(made.said)
    setReview(newest.current === draft ? made.review : undefined)
  })
  if (whyNoEdit.value !== undefined)
    return (
      <>
        <h1>{tell('edit')}</h1>
        <Note tone="warn">{tell(whyNoEdit.value)}</Note>
      </>
    )
  return (
    <>
      <h1>{tell('edit')}</h1>
      <p class="dim">{tell('edit-lead')}</p>
      <div class="bar">
        <Switch
          label={tell('edit')}
          value={draft.kind}
          onChange={(kind) => change({ kind: kind as Kind, data: {}, loaded: new Set() })}
          options={KINDS.map((kind) => [kind, tell(`form-${kind}`)] as const)}
        />
      </div>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void look()
        }}
      >
        <Fields draft={draft} change={change} onWhy={(text) => setSaid({ tone: 'bad', text })} />
        <button type="submit" class={review ? '' : 'main'}>
          {tell('review')}
        </button>
      </form>
      {said && <Note tone={said.tone}>{said.text}</Note>}
      {review && <Reviewed review={review} onMake={make} />}
    </>
  )
}

const DATA: Readonly<Record<Kind, Word>> = {
  host: 'addresses-in',
  mail: 'data-in',
  alias: 'target-in',
  rrset: 'data-in',
}

function Fields({
  draft,
  change,
  onWhy,
}: {
  readonly draft: Draft
  readonly change: (more: Partial<Draft>) => void
  readonly onWhy: (why: string) => void
}) {
  const { kind, zone, name, type, ttl, withPointer, data } = draft
  const load = async () => {
    const answer = await current({ zone, owner: ownerOf(name, zone), type })
    if (answer.kind === 'refused') return onWhy(whyOf(answer))
    const found = facesOf(answer.value, ownerOf(name, zone))
    const texts = Object.fromEntries(
      found.map(({ view, records }) => [view, records.map(({ rdata }) => rdata).join('\n')]),
    )
    change({ data: texts, loaded: new Set(found.map(({ view }) => view)), ttl: String(found[0]?.ttl ?? ttl) })
  }
  return (
    <>
      <div class="bar">
        <Field label={tell('in-zone')} name="zone" value={zone} onInput={(zone) => change({ zone })} required />
        <Field label={tell('name')} name="name" value={name} onInput={(name) => change({ name })} required />
        {kind === 'rrset' && (
          <Field
            label={tell('type')}
            name="type"
            value={type}
            onInput={(type) => change({ type: type.toUpperCase() })}
            required
          />
        )}
        <Field
          label={tell('seconds-ttl')}
          name="ttl"
          type="number"
          value={ttl}
          onInput={(ttl) => change({ ttl })}
          required
        />
        {kind === 'rrset' && (
          <button type="button" disabled={zone === '' || name === ''} onClick={() => void load()}>
            {tell('show')}
          </button>
        )}
      </div>
      <div class="columns">
        {views.value.map((view) => (
          <section key={view} class={viewClass(view)} aria-label={view}>
            <label>
              <ViewMark view={view} /> <span class="dim">{tell(DATA[kind], { view })}</span>
              <textarea
                name={`data-${view}`}
                rows={kind === 'rrset' ? 4 : 2}
                value={data[view] ?? ''}
                onInput={({ currentTarget }) => change({ data: { ...data, [view]: currentTarget.value } })}
                spellcheck={false}
              />
            </label>
          </section>
        ))}
      </div>
      {kind === 'host' && (
        <p>
          <label>
            <input
              type="checkbox"
              name="ptr"
              checked={withPointer}
              onChange={({ currentTarget }) => change({ withPointer: currentTarget.checked })}
            />{' '}
            {tell('with-ptr')}
          </label>
        </p>
      )}
    </>
  )
}

function Reviewed({
  review: { differences, homeless, why },
  onMake,
}: {
  readonly review: Review
  readonly onMake: () => void
}) {
  if (differences.length === 0) return <Note tone="good">{tell('no-difference')}</Note>
  const byView = Map.groupBy(differences, ({ view }) => view)
  return (
    <section aria-label={tell('review')}>
      <h2>{tell('difference-lead')}</h2>
      <div class="columns">
        {views.value.map((view) => (
          <section key={view} class={viewClass(view)} aria-label={`${tell('review')} ${view}`}>
            <h3>
              <ViewMark view={view} />
            </h3>
            {byView.get(view) === undefined && <p class="dim">{tell('unchanged')}</p>}
            <Rrsets rrsets={byView.get(view) ?? []} />
          </section>
        ))}
      </div>
      {homeless.map((address) => (
        <p key={address} class="dim">
          {tell('no-ptr-zone', { address })}
        </p>
      ))}
      {why !== undefined ? (
        <Note tone="bad">{why}</Note>
      ) : (
        <p>
          <button type="button" class="main" onClick={onMake}>
            {tell('do-change')}
          </button>
        </p>
      )}
    </section>
  )
}

function wishesOf(draft: Draft): Wish[] {
  const host = { ...draft, ttl: Number(draft.ttl) }
  if (draft.kind === 'host') return hostWishes(host)
  const type = { mail: 'MX', alias: 'CNAME', rrset: draft.type }[draft.kind]
  return linesWishes(host, type, draft.kind === 'rrset' ? draft.loaded : new Set())
}

/** The review of a draft; a sentence where there can be none. */
async function reviewOf(draft: Draft): Promise<Review | string> {
  const own = wishesOf(draft)
  if (own.length === 0) return tell('fill-in')
  let homeless: readonly string[] = []
  let wishes = own
  if (draft.kind === 'host' && draft.withPointer) {
    const names = new Set(own.flatMap(({ records }) => records.flatMap((address) => reverseName(address) ?? [])))
    const faces = await Promise.all([...names].map((over) => ask<readonly ZoneLine[]>('zones', { over })))
    const refused = faces.find((answer) => answer.kind === 'refused')
    if (refused !== undefined) return whyOf(refused)
    const pointers = pointerWishes(
      own,
      faces.flatMap((answer) => (answer.kind === 'good' ? answer.value : [])),
    )
    wishes = [...own, ...pointers.wishes]
    homeless = pointers.homeless
  }
  const sets = [...Map.groupBy(wishes, keyOf)]
  const answers = await Promise.all(sets.map(async ([key, [one]]) => ({ key, one: one!, answer: await current(one!) })))
  const before = new Map<string, Side>()
  let tag: string | undefined
  for (const { key, one, answer } of answers) {
    if (answer.kind === 'refused') return whyOf(answer)
    // The answers show two states: we then look once more before we change anything.
    tag = tag === undefined || tag === answer.tag ? answer.tag : 'of-no-state'
    for (const { view, ttl, records } of facesOf(answer.value, one.owner))
      before.set(`${view} ${key}`, { ttl, rdata: records.map(({ rdata }) => rdata) })
  }
  const differences = wishes.flatMap((wish) => differenceOf(wish, before.get(`${wish.view} ${keyOf(wish)}`)) ?? [])
  const request = requestOf(differences)
  const tried: Answer<unknown> | undefined = request && (await send('change', { ...request, trial: true }))
  return { tag, homeless, differences, why: tried?.kind === 'refused' ? refusal(tried) : undefined }
}

type RRset = Pick<Wish, 'zone' | 'owner' | 'type'>

function keyOf({ zone, owner, type }: RRset): string {
  return JSON.stringify([zone, nameKey(owner), type])
}

/** The first rrset of this type from this name on: the server knows all that a type is called, such as TYPE1. */
function current({ zone, owner, type }: RRset): Promise<Answer<readonly RRsetLine[]>> {
  return ask<readonly RRsetLine[]>('rrsets', { zone, from: owner, type, limit: 1 })
}

function facesOf(found: readonly RRsetLine[], owner: string): RRsetLine['faces'] {
  return found.find((line) => nameKey(line.owner) === nameKey(owner))?.faces ?? []
}

function whyOf({ status, detail }: Refusal): string {
  return status === 0 ? tell('not-reached') : detail
}

/** Makes the change. If others have changed something meanwhile, it looks again, and goes on where the difference is still the same. */
async function makeIt(
  draft: Draft,
  review: Review,
): Promise<{ readonly said: Said; readonly review: Review | undefined }> {
  let { tag } = review
  for (let tries = 0; ; tries++) {
    const answer: Answer<{ readonly records: number }> = await send('change', requestOf(review.differences)!, tag)
    if (answer.kind === 'good')
      return {
        said: { tone: 'good', text: tell('changed', { count: countText(answer.value.records) }) },
        review: undefined,
      }
    if (answer.code !== 'moved') return { said: { tone: 'bad', text: refusal(answer) }, review: undefined }
    const now = await reviewOf(draft)
    if (typeof now === 'string') return { said: { tone: 'bad', text: now }, review: undefined }
    const isSame = JSON.stringify(now.differences) === JSON.stringify(review.differences)
    if (!isSame || tries === TRIES) return { said: { tone: 'warn', text: tell('conflict') }, review: now }
    tag = now.tag
  }
}

const TRIES = 5

/** The text of a refusal. Where no answer came, the server may have made the change all the same. */
function refusal({ status, detail }: Refusal): string {
  return status === 0 ? `${tell('not-reached')} ${tell('unsure')}` : `${tell('refusal')}: ${detail}`
}
