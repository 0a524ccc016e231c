// A zone's file as the text that it is: findings as one types, what each view would have otherwise, and then it is proposed, or
// written and served. What somebody else has written meanwhile is shown, and nobody's lines are lost.

import { useEffect, useRef, useState } from 'preact/hooks'
import { type Answer, ask, type Refusal, send, useAsk } from '../ask.ts'
import { countText, tell } from '../language.ts'
import { mayEdit, mayJudge, mayPropose, me } from '../me.ts'
import { useOnce } from '../once.ts'
import { Choice, Field, Note, Shown, ViewMark, viewClass } from '../parts.tsx'
import type { FileText, Judgement, Report } from '../results.ts'
import { goTo, linkTo, route } from '../route.ts'
import { fieldText, hunkOf, lineSpan, merged } from '../texts.ts'
import { FindingCard } from './findings.tsx'
import { Rrsets, Told } from './plan.tsx'

type Draft = { readonly text: string; readonly base: FileText }

/** What somebody has typed stays while he looks at other screens, and when his session ends: by his name, and by file. */
const drafts = new Map<string, Draft>()

function isTyped({ text, base }: Draft): boolean {
  return text !== fieldText(base.text)?.shown
}

addEventListener('beforeunload', (event) => {
  if ([...drafts.values()].some(isTyped)) event.preventDefault()
})

function keyOf(file: string): string {
  const who = me.value
  return JSON.stringify([typeof who === 'object' && 'user' in who ? who.user : '', file])
}

/** Where nothing was typed, the text as it is now. */
function draftOf(found: FileText): Draft {
  const kept = drafts.get(keyOf(found.file))
  return kept !== undefined && isTyped(kept) ? kept : { text: fieldText(found.text)?.shown ?? '', base: found }
}

export function TextPage() {
  const { about: zone, query } = route.value
  const { view = '', file } = query
  const asked = useAsk<FileText>('file', { zone, view, file })
  return (
    <>
      <h1>
        {tell('text-of')} <span class="mono">{zone}</span>
      </h1>
      <Shown asked={asked}>
        {(found) => <Text key={found.file} found={found} about={{ zone, view, file: found.file }} />}
      </Shown>
    </>
  )
}

type About = { readonly zone: string; readonly view: string; readonly file: string }
type Said = { readonly tone: 'good' | 'bad' | 'warn'; readonly text: string }

function Text({ found, about }: { readonly found: FileText; readonly about: About }) {
  const [draft, setDraft] = useState<Draft>(() => draftOf(found))
  const [said, setSaid] = useState<Said>()
  const [report, setReport] = useState<Report>()
  const [comment, setComment] = useState('')
  const [withBranch, setWithBranch] = useState(true)
  const [other, setOther] = useState<FileText>()
  const area = useRef<HTMLTextAreaElement>(null)
  const newest = useRef(draft)
  const keep = (next: Draft) => {
    newest.current = next
    drafts.set(keyOf(found.file), next)
    setDraft(next)
  }
  const { text, base } = draft
  const written = fieldText(base.text)
  const judged = useJudged(about, text, written?.end)
  useEffect(() => {
    const line = Number(route.value.query.line)
    if (line > 0) mark(area.current, line)
  }, [])
  const body = () => ({
    ...about,
    text: text.replaceAll('\n', written!.end),
    hash: base.hash,
    comment: comment || undefined,
  })
  const refused = async (why: Refusal) => {
    setSaid({ tone: 'bad', text: why.status === 0 ? `${tell('not-reached')} ${tell('unsure')}` : why.detail })
    if (why.code !== 'moved') return
    const now = await ask<FileText>('file', about)
    if (now.kind !== 'good' || now.value.hash === base.hash) return
    setOther(now.value)
    setSaid({ tone: 'warn', text: tell('text-moved') })
  }
  const propose = useOnce(async () => {
    setReport(undefined)
    const request = { ...body(), branch: withBranch && found.versioned }
    const answer = await send<{ readonly patch: string; readonly branch?: string }>('propose', request)
    if (answer.kind === 'refused') return refused(answer)
    const { patch, branch } = answer.value
    setSaid({ tone: 'good', text: tell('proposed', { patch: branch ?? patch }) })
  })
  const write = useOnce(async () => {
    setReport(undefined)
    const answer: Answer<Report> = await send<Report>('edit', body())
    if (answer.kind === 'refused') return refused(answer)
    const { outcome, generation } = answer.value
    setSaid(outcome === 'refused' ? undefined : { tone: 'good', text: tell('text-served', { generation }) })
    setReport(answer.value)
    const now = await ask<FileText>('file', about)
    // What was typed since goes on from what is written now.
    if (now.kind === 'good' && outcome !== 'refused') keep({ text: newest.current.text, base: now.value })
  })
  if (written === undefined) return <Note tone="warn">{tell('text-mixed')}</Note>
  const isChanged = text !== written.shown
  const mayWrite = mayEdit.value && found.writable
  return (
    <>
      <Head found={found} about={about} />
      <label class="text">
        <span class="mono">{found.file}</span>
        <textarea
          ref={area}
          name="text"
          rows={24}
          wrap="off"
          value={text}
          readOnly={!mayJudge.value}
          onInput={({ currentTarget }) => keep({ text: currentTarget.value, base })}
          spellcheck={false}
          autocapitalize="off"
        />
      </label>
      {other && (
        <Conflict
          draft={draft}
          other={other}
          onTake={(text) => {
            keep({ text, base: other })
            setOther(undefined)
            setSaid(undefined)
          }}
        />
      )}
      {said && <Note tone={said.tone}>{said.text}</Note>}
      {report && <Told report={report} />}
      {mayJudge.value && <Judged answer={judged} isChanged={isChanged} onLine={(line) => mark(area.current, line)} />}
      {(mayPropose.value || mayWrite) && (
        <div class="bar">
          <Field label={tell('why')} value={comment} onInput={setComment} />
          {mayPropose.value && found.versioned && (
            <label>
              <input
                type="checkbox"
                checked={withBranch}
                onChange={({ currentTarget }) => setWithBranch(currentTarget.checked)}
              />{' '}
              {tell('with-branch')}
            </label>
          )}
          {mayPropose.value && (
            <button type="button" disabled={!isChanged || other !== undefined} onClick={propose}>
              {tell('propose')}
            </button>
          )}
          {mayWrite && (
            <button type="button" class="main" disabled={!isChanged || other !== undefined} onClick={write}>
              {tell('write-text')}
            </button>
          )}
          <button type="button" disabled={!isChanged} onClick={() => keep({ text: written.shown, base })}>
            {tell('undo-text')}
          </button>
        </div>
      )}
      {!found.writable && <p class="dim">{tell('text-only-read')}</p>}
    </>
  )
}

function Head({ found, about }: { readonly found: FileText; readonly about: About }) {
  return (
    <>
      <ul class="plain bar" aria-label={tell('serves')}>
        {found.faces.map(({ zone, view }) => (
          <li key={`${zone} ${view}`}>
            <ViewMark view={view} />{' '}
            <a class="mono" href={linkTo('zone', zone)}>
              {zone}
            </a>
          </li>
        ))}
      </ul>
      {found.files.length > 1 && (
        <Choice
          label={tell('file')}
          value={found.file}
          onChange={(file) => goTo(linkTo('file', about.zone, { view: about.view, file }))}
          options={found.files.map((file) => [file, file] as const)}
        />
      )}
    </>
  )
}

/** Milliseconds in which nothing is typed. */
const PAUSE = 400

/** What zonecheck says of the text, once nobody types; of a text that is no longer there nothing is shown. */
function useJudged(about: About, text: string, end: string | undefined): Answer<Judgement> | undefined {
  const [state, setState] = useState<{ readonly text: string; readonly answer: Answer<Judgement> }>()
  useEffect(() => {
    if (!mayJudge.value || end === undefined) return
    let isOver = false
    const timer = setTimeout(async () => {
      const answer = await send<Judgement>('judge', { ...about, text: text.replaceAll('\n', end) })
      if (!isOver) setState({ text, answer })
    }, PAUSE)
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [text])
  return state?.text === text ? state.answer : undefined
}

function Judged({
  answer,
  isChanged,
  onLine,
}: {
  readonly answer: Answer<Judgement> | undefined
  readonly isChanged: boolean
  readonly onLine: (line: number) => void
}) {
  if (answer === undefined) return <p class="dim">{tell('judging')}</p>
  if (answer.kind === 'refused')
    return <Note tone="bad">{answer.status === 0 ? tell('not-reached') : answer.detail}</Note>
  const { findings, more = 0, changes } = answer.value
  return (
    <>
      <section aria-label={tell('findings')}>
        <h2>{tell('findings')}</h2>
        {findings.length === 0 && <p>{tell('no-findings')}</p>}
        {findings.map((finding, i) => (
          <div key={i}>
            <button type="button" onClick={() => onLine(finding.place.line)}>
              {tell('to-line', { line: finding.place.line })}
            </button>
            <FindingCard finding={finding} />
          </div>
        ))}
        {more > 0 && <p class="dim">{tell('more-findings', { count: countText(more) })}</p>}
      </section>
      {isChanged && (
        <section aria-label={tell('review')}>
          <h2>{tell('difference-lead')}</h2>
          {changes.length === 0 && <p class="dim">{tell('no-difference')}</p>}
          <div class="columns">
            {changes.map(({ zone, view, rrsets, total }) => (
              <section key={`${zone} ${view}`} class={viewClass(view)} aria-label={`${zone} ${view}`}>
                <h3>
                  <ViewMark view={view} /> <span class="mono">{zone}</span>
                </h3>
                <Rrsets rrsets={rrsets} total={total} />
              </section>
            ))}
          </div>
        </section>
      )}
    </>
  )
}

/** Somebody else was quicker: his lines are shown, and both stay where they do not meet. */
function Conflict({
  draft: { text, base },
  other,
  onTake,
}: {
  readonly draft: Draft
  readonly other: FileText
  readonly onTake: (text: string) => void
}) {
  const [before, theirs] = [fieldText(base.text)?.shown ?? '', fieldText(other.text)?.shown ?? '']
  const both = merged(before, text, theirs)
  const old = before.split('\n')
  const hunk = hunkOf(old, theirs.split('\n'))
  return (
    <section aria-label={tell('text-theirs')}>
      <h2>{tell('text-theirs')}</h2>
      <ul class="diff">
        {hunk && [
          ...old.slice(hunk.from, hunk.to).map((line, i) => (
            <li key={`− ${i}`} class="minus">
              − {hunk.from + i + 1}: {line}
            </li>
          )),
          ...hunk.lines.map((line, i) => (
            <li key={`+ ${i}`} class="plus">
              + {hunk.from + i + 1}: {line}
            </li>
          )),
        ]}
      </ul>
      <div class="bar">
        {both !== undefined && (
          <button type="button" class="main" onClick={() => onTake(both)}>
            {tell('take-both')}
          </button>
        )}
        <button type="button" onClick={() => onTake(theirs)}>
          {tell('take-theirs')}
        </button>
        <button type="button" onClick={() => onTake(text)}>
          {tell('take-mine')}
        </button>
      </div>
    </section>
  )
}

function mark(area: HTMLTextAreaElement | null, line: number): void {
  if (area === null) return
  const [from, to] = lineSpan(area.value, line)
  area.focus()
  area.setSelectionRange(from, to)
  const all = area.value.split('\n').length
  area.scrollTop = Math.max(0, (area.scrollHeight * (line - 1)) / all - area.clientHeight / 2)
}
