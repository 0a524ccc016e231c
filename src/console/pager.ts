// Goes from page to page, each from where the one before it ended; another question begins at the first page.

import { useRef, useState } from 'preact/hooks'

export type Pager = {
  readonly at: string | undefined
  readonly page: number
  readonly before: (() => void) | undefined
  readonly next: (to: string | undefined) => (() => void) | undefined
  readonly first: () => void
}

export function usePager(question: string): Pager {
  const [state, setState] = useState<{ readonly question: string; readonly stops: readonly string[] }>({
    question,
    stops: [],
  })
  const asked = useRef(question)
  asked.current = question
  const stops = state.question === question ? state.stops : []
  const go = (to: readonly string[]) => setState({ question: asked.current, stops: to })
  return {
    at: stops.at(-1),
    page: stops.length + 1,
    before: stops.length > 0 ? () => go(stops.slice(0, -1)) : undefined,
    // Two presses before the page comes are one step.
    next: (to) => (to === undefined ? undefined : () => to !== stops.at(-1) && go([...stops, to])),
    first: () => go([]),
  }
}
