// What the server says while one looks: newest first, chosen by words and kinds, and held while somebody reads.

import { useEffect, useRef, useState } from 'preact/hooks'
import { whyNoStream } from '../ask.ts'
import { clockText, tell } from '../language.ts'
import { Choice, Field, Note, ViewChoice } from '../parts.tsx'
import { refine, route } from '../route.ts'

type Line = {
  readonly number: number
  readonly at: Date
  readonly event: string
  readonly text: string
  readonly data: string
}

/** The most lines that the page holds: nobody reads more. */
const MOST = 500
const EVENTS = ['log', 'generation', 'edition', 'status'] as const

export function LiveLog() {
  const { holds = '', event = '', view = '', client = '', name = '' } = route.value.query
  const { lines, isOpen, why, isPaused, waiting, pause, clear } = useEvents({ view, client, name })
  const part = holds.toLowerCase()
  const shown = lines.filter(
    (line) =>
      (event === '' || line.event === event) &&
      (part === '' || `${line.text} ${line.data}`.toLowerCase().includes(part)),
  )
  return (
    <>
      <h1>{tell('log')}</h1>
      <div class="bar">
        <Field label={tell('filter')} value={holds} onInput={(value) => refine({ holds: value })} />
        <Choice
          label={tell('kind')}
          value={event}
          onChange={(value) => refine({ event: value })}
          options={[['', tell('all')], ...EVENTS.map((one) => [one, one] as const)]}
        />
        <ViewChoice view={view} />
        <Slow label={tell('queries-of')} value={client} onDone={(value) => refine({ client: value })} />
        <Slow label={tell('queries-for')} value={name} onDone={(value) => refine({ name: value })} />
        <button type="button" aria-pressed={isPaused} onClick={pause}>
          {tell(isPaused ? 'resume' : 'pause')}
        </button>
        <button type="button" onClick={clear}>
          {tell('clear')}
        </button>
      </div>
      {why !== undefined && <Note tone="bad">{why}</Note>}
      {!isOpen && why === undefined && <Note tone="warn">{tell('log-closed')}</Note>}
      <p class="dim">{tell('log-lead', { count: waiting })}</p>
      <div role="log" aria-label={tell('log')}>
        <ol class="plain log">
          {shown.map(({ number, at, event, text, data }) => (
            <li key={number}>
              <time class="dim">{clockText(at)}</time> <strong>{event}</strong> {text} <span class="dim">{data}</span>
            </li>
          ))}
        </ol>
      </div>
    </>
  )
}

/** A field that opens another stream only when the user has finished typing. */
function Slow({
  label,
  value,
  onDone,
}: {
  readonly label: string
  readonly value: string
  readonly onDone: (value: string) => void
}) {
  return (
    <label class="field">
      <span>{label}</span>
      <input value={value} onChange={({ currentTarget }) => onDone(currentTarget.value.trim())} spellcheck={false} />
    </label>
  )
}

type Wanted = { readonly view: string; readonly client: string; readonly name: string }

/** Refusals that the same request would get again. */
const FOR_GOOD: ReadonlySet<number> = new Set([400, 401, 403, 404])

function useEvents(wanted: Wanted) {
  const words = new URLSearchParams(Object.entries(wanted).filter(([, value]) => value !== '')).toString()
  const [lines, setLines] = useState<readonly Line[]>([])
  const [isOpen, setOpen] = useState(true)
  const [why, setWhy] = useState<string>()
  const [times, setTimes] = useState(0)
  const [isPaused, setPaused] = useState(false)
  const [waiting, setWaiting] = useState(0)
  const held = useRef<Line[]>([])
  const paused = useRef(false)
  const count = useRef(0)
  useEffect(() => {
    const url = `/api/janus/v1/events${words && `?${words}`}`
    const source = new EventSource(url)
    let timer: ReturnType<typeof setTimeout> | undefined
    let isOver = false
    source.onopen = () => {
      setOpen(true)
      setWhy(undefined)
    }
    // The browser connects again where a stream has ended, but never where the server refused it.
    source.onerror = async () => {
      setOpen(false)
      if (source.readyState !== EventSource.CLOSED) return
      const refusal = await whyNoStream(url)
      if (isOver) return
      setWhy(refusal?.detail || undefined)
      const isLasting = refusal !== undefined && FOR_GOOD.has(refusal.status)
      if (!isLasting) timer = setTimeout(() => setTimes((before) => before + 1), (refusal?.after ?? 5) * 1000)
    }
    const listen = (message: MessageEvent<string>) => {
      const line = lineOf(++count.current, message)
      if (!paused.current) return setLines((before) => [line, ...before].slice(0, MOST))
      held.current = [line, ...held.current].slice(0, MOST)
      setWaiting(held.current.length)
    }
    for (const event of EVENTS) source.addEventListener(event, listen)
    return () => {
      isOver = true
      clearTimeout(timer)
      source.close()
    }
  }, [words, times])
  // Lines that another filter let through do not belong here.
  useEffect(() => {
    held.current = []
    setWaiting(0)
    setLines([])
    setWhy(undefined)
  }, [words])
  const pause = () => {
    paused.current = !paused.current
    setPaused(paused.current)
    if (paused.current) return
    const late = held.current
    held.current = []
    setWaiting(0)
    setLines((before) => [...late, ...before].slice(0, MOST))
  }
  return { lines, isOpen, why, isPaused, waiting, pause, clear: () => setLines([]) }
}

function lineOf(number: number, { type: event, data }: MessageEvent<string>): Line {
  const at = new Date()
  try {
    const { msg, text, time, ...rest } = JSON.parse(data)
    const said = msg ?? text ?? ''
    return { number, at: time ? new Date(time) : at, event, text: String(said), data: JSON.stringify(rest) }
  } catch {
    return { number, at, event, text: data, data: '' }
  }
}
