// Why a client gets the answer that it gets, step by step, and beside it what clients of every other view get.

import { useState } from 'preact/hooks'
import { useAsk } from '../ask.ts'
import { tell } from '../language.ts'
import { Field, Place, Shown, State, ViewMark, viewClass } from '../parts.tsx'
import type { Explanation, SentRecord, Step, ViewAnswer } from '../results.ts'
import { refine, route } from '../route.ts'

export function Explain() {
  const { address = '127.0.0.1', name = '', type = 'A' } = route.value.query
  const [words, setWords] = useState({ address, name, type })
  const asked = useAsk<Explanation>(name === '' ? undefined : 'explain', { address, name, type })
  const set = (key: keyof typeof words) => (value: string) => setWords({ ...words, [key]: value })
  return (
    <>
      <h1>{tell('explain')}</h1>
      <form
        class="bar"
        onSubmit={(event) => {
          event.preventDefault()
          refine({ ...words, type: words.type.toUpperCase() })
        }}
      >
        <Field label={tell('address')} name="address" value={words.address} onInput={set('address')} required />
        <Field label={tell('name')} name="name" value={words.name} onInput={set('name')} required />
        <Field label={tell('type')} name="type" value={words.type} onInput={set('type')} required />
        <button type="submit" class="main">
          {tell('explain-it')}
        </button>
      </form>
      {name !== '' && <Shown asked={asked}>{(explanation) => <Answers {...explanation} />}</Shown>}
    </>
  )
}

function Answers({ question: { address }, prefixes, answer, others }: Explanation) {
  const [first] = prefixes
  return (
    <>
      <p>
        {answer === undefined || first === undefined
          ? answer === undefined && tell('no-view-for', { address })
          : tell('view-by', { address, view: answer.view, prefix: first.prefix })}{' '}
        {first && <Place file={first.file} line={first.line} />}
      </p>
      <div class="columns">
        {answer && <Answer {...answer} lead={tell('explained-answer')} differs={false} />}
        {others.map((other) => (
          <Answer key={other.view} {...other} lead={tell('other-answer')} />
        ))}
      </div>
    </>
  )
}

function Answer({
  view,
  rcode,
  zone,
  path,
  sections,
  lead,
  differs,
}: ViewAnswer & { readonly lead: string; readonly differs: boolean }) {
  return (
    <section class={viewClass(view)} aria-label={view}>
      <h2>
        <ViewMark view={view} /> <span class="dim">{lead}</span>
      </h2>
      <p>
        <State tone={rcode === 'NOERROR' ? 'good' : rcode === 'NXDOMAIN' ? 'warn' : 'bad'}>{rcode}</State>
        {zone && (
          <>
            {' '}
            <span class="mono">{zone.name}</span> <Place file={zone.file} />
          </>
        )}
        {differs && (
          <>
            {' · '}
            <State tone="warn">≠ {tell('differs-from')}</State>
          </>
        )}
      </p>
      <h3>{tell('steps')}</h3>
      <ol>
        {path.map((step, i) => (
          <li key={i}>{stepText(step)}</li>
        ))}
      </ol>
      <Records name={tell('answer')} records={sections.answer} />
      <Records name={tell('authority')} records={sections.authority} />
      <Records name={tell('additional')} records={sections.additional} />
    </section>
  )
}

function stepText({ name, kind, target = '', wildcard }: Step): string {
  const said = tell(`step-${kind}`, { name, target })
  return wildcard === undefined ? said : `${said}, ${tell('by-wildcard', { wildcard })}`
}

function Records({ name, records }: { readonly name: string; readonly records: readonly SentRecord[] }) {
  if (records.length === 0) return null
  return (
    <>
      <h3>{name}</h3>
      <ul class="plain">
        {records.map(({ owner, ttl, type, rdata, file, line, how }, i) => (
          <li key={i}>
            <code>
              {owner} {ttl} {type} {rdata}
            </code>
            <Place file={file} line={line} how={how} />
          </li>
        ))}
      </ul>
    </>
  )
}
