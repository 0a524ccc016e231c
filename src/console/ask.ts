// Asks the API, and gives the answer or refusal as a value. Screens follow an answer by a hook; a newer question drops the one before.

import { signal } from '@preact/signals'
import { useEffect, useRef, useState } from 'preact/hooks'
import { language } from './language.ts'

const BASE = '/api/janus/v1'

export type Query = Readonly<Record<string, string | number | boolean | undefined>>

export type Refusal = {
  readonly kind: 'refused'
  /** The HTTP status; 0 where no answer came. */
  readonly status: number
  readonly code: string
  readonly detail: string
  /** Seconds to wait before the next try. */
  readonly after?: number
}

export type Answer<T> =
  | {
      readonly kind: 'good'
      readonly value: T
      /** Where the next page begins. */
      readonly next: string | undefined
      /** The tag of the state that the answer shows. */
      readonly tag: string | undefined
    }
  | Refusal

/** Grows whenever the user has to log in again. */
export const strangers = signal(0)

export function ask<T>(path: string, query: Query = {}, abort?: AbortSignal): Promise<Answer<T>> {
  const given = Object.entries(query).flatMap(([key, value]) =>
    value === undefined || value === '' ? [] : [[key, String(value)]],
  )
  const words = new URLSearchParams(given).toString()
  return answered(path, fetch(`${BASE}/${path}${words && `?${words}`}`, { signal: abort ?? null, headers: headers() }))
}

/** `tag`: the server makes the change only if it still serves the state with this tag. */
export function send<T>(path: string, body: object, tag?: string): Promise<Answer<T>> {
  const given = { ...headers(), 'content-type': 'application/json', 'x-janus-request': '1' }
  const init = { method: 'POST', body: JSON.stringify(body) }
  return answered(path, fetch(`${BASE}/${path}`, { ...init, headers: tag ? { ...given, 'if-match': tag } : given }))
}

/** The headers; they ask for findings in the language of the page. */
function headers() {
  return { accept: 'application/json', 'accept-language': language.value }
}

async function answered<T>(path: string, asked: Promise<Response>): Promise<Answer<T>> {
  try {
    const response = await asked
    if (response.status === 401 && path !== 'login') strangers.value++
    // `await` here, so that this catches an answer that breaks off.
    if (response.ok) return await good<T>(response)
    return await refusalOf(response)
  } catch (error) {
    return { kind: 'refused', status: 0, code: isAbort(error) ? 'aborted' : 'not-reached', detail: '' }
  }
}

type Problem = { readonly detail?: string; readonly code?: string }

async function refusalOf(response: Response): Promise<Refusal> {
  const { status, statusText, headers } = response
  const { code = '', detail = statusText }: Problem = await response.json().catch(() => ({}))
  const after = Number(headers.get('retry-after'))
  return { kind: 'refused', status, code, detail, ...(after > 0 && { after }) }
}

/** Why the server refuses a stream; undefined where it would give it now. */
export async function whyNoStream(url: string): Promise<Refusal | undefined> {
  const abort = new AbortController()
  try {
    const response = await fetch(url, { signal: abort.signal })
    if (response.status === 401) strangers.value++
    return response.ok ? undefined : await refusalOf(response)
  } catch {
    return { kind: 'refused', status: 0, code: 'not-reached', detail: '' }
  } finally {
    abort.abort()
  }
}

async function good<T>(response: Response): Promise<Answer<T>> {
  const text = await response.text()
  return {
    kind: 'good',
    value: (text === '' ? undefined : JSON.parse(text)) as T,
    next: response.headers.get('janus-next') ?? undefined,
    tag: response.headers.get('etag') ?? undefined,
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError'
}

export type Asked<T> = {
  /** The newest answer; while another is on its way, the one before. */
  readonly answer: Answer<T> | undefined
  readonly isAsking: boolean
  readonly again: () => void
}

/** Asks nothing where the path is undefined. `every`: milliseconds after which it asks again, while the page is visible. */
export function useAsk<T>(path: string | undefined, query: Query = {}, every?: number): Asked<T> {
  const key = path === undefined ? undefined : JSON.stringify([path, query, language.value])
  const [times, setTimes] = useState(0)
  const [state, setState] = useState<{ readonly key?: string | undefined; readonly answer: Answer<T> | undefined }>({
    answer: undefined,
  })
  const isAsking = useRef(false)
  isAsking.current = path !== undefined && state.key !== `${key} ${times}`
  useEffect(() => {
    if (path === undefined) return
    const abort = new AbortController()
    void ask<T>(path, query, abort.signal).then((answer) => {
      if (!abort.signal.aborted) setState({ key: `${key} ${times}`, answer })
    })
    return () => abort.abort()
  }, [key, times])
  useEffect(() => {
    if (every === undefined) return
    const timer = setInterval(() => {
      if (!document.hidden) setTimes((before) => before + 1)
    }, every)
    return () => clearInterval(timer)
  }, [every])
  return { answer: state.answer, isAsking: isAsking.current, again: () => setTimes((before) => before + 1) }
}
