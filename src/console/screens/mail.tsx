// The way of mail to each domain in each view, drawn, and told below the drawing in words.

import { useState } from 'preact/hooks'
import { useAsk } from '../ask.ts'
import { tell } from '../language.ts'
import { usePager } from '../pager.ts'
import { Field, PagesOf, Place, Severity, Shown, State, StateOf, ViewMark, viewClass } from '../parts.tsx'

type Host = {
  readonly preference: number
  readonly target: string
  readonly isGateway: boolean
  readonly file?: string
  readonly line?: number
  readonly addresses: { readonly ipv4: readonly string[]; readonly ipv6: readonly string[] }
}

type Way = {
  readonly view: string
  readonly nullMx: boolean
  readonly refused: boolean
  readonly hosts: readonly Host[]
}

type Domain = {
  readonly name: string
  readonly zone: string
  readonly ways: readonly Way[]
  readonly findings: readonly { readonly rule: string; readonly severity: string; readonly message: string }[]
}

const PAGE = 20

export function Mail() {
  const [holds, setHolds] = useState('')
  const pager = usePager(holds)
  const asked = useAsk<{ readonly domains: readonly Domain[]; readonly next?: string }>('mail', {
    ...{ holds, limit: PAGE, after: pager.at },
  })
  return (
    <>
      <h1>{tell('mail')}</h1>
      <p class="dim">{tell('mail-lead')}</p>
      <div class="bar">
        <Field label={tell('names-with')} value={holds} onInput={setHolds} />
      </div>
      <Shown asked={asked}>
        {({ domains, next }) => (
          <>
            {domains.length === 0 && <p class="dim">{tell('nothing-here')}</p>}
            {domains.map((domain) => (
              <OneDomain key={domain.name} domain={domain} />
            ))}
            <PagesOf pager={pager} next={next} />
          </>
        )}
      </Shown>
    </>
  )
}

function OneDomain({ domain: { name, ways, findings } }: { readonly domain: Domain }) {
  return (
    <section aria-label={name}>
      <h2 class="mono">{name}</h2>
      <div class="columns">
        {ways.map((way) => (
          <section key={way.view} class={viewClass(way.view)} aria-label={`${name} ${way.view}`}>
            <h3>
              <ViewMark view={way.view} />
            </h3>
            <Drawn domain={name} way={way} />
          </section>
        ))}
      </div>
      {findings.map(({ rule, severity, message }) => (
        <p key={`${rule} ${message}`}>
          <Severity severity={severity} /> {message} <code class="dim">[{rule}]</code>
        </p>
      ))}
    </section>
  )
}

const ROW = 44
const WIDTH = 420

/** The domain at the left, its hosts at the right, the preferred one first. */
function Drawn({ domain, way: { view, hosts, nullMx, refused } }: { readonly domain: string; readonly way: Way }) {
  if (hosts.length === 0)
    return refused ? <StateOf state="refused" /> : <State tone="wait">{nullMx ? 'MX 0 .' : tell('none')}</State>
  const height = hosts.length * ROW
  const middle = height / 2
  return (
    <>
      <svg viewBox={`0 0 ${WIDTH} ${height}`} role="img" aria-label={tell('mail-way', { domain, view })} width="100%">
        <title>{tell('mail-way', { domain, view })}</title>
        <circle class="box" cx="14" cy={middle} r="10" />
        {hosts.map(({ target, preference, isGateway }, i) => {
          const y = i * ROW + ROW / 2
          return (
            <g key={target}>
              <path class="way" d={`M24 ${middle} C 70 ${middle}, 70 ${y}, 112 ${y}`} />
              <path class="head" d={`M112 ${y - 4} l8 4 l-8 4 z`} />
              <text x="74" y={y - 6} text-anchor="middle">
                {preference}
              </text>
              <rect class="box" x="120" y={y - 15} width={WIDTH - 122} height="30" rx={isGateway ? 15 : 3} />
              <text x="132" y={y + 5}>
                {isGateway ? '⇄ ' : ''}
                {target}
              </text>
            </g>
          )
        })}
      </svg>
      <ul class="plain">
        {hosts.map(({ target, preference, file, line, addresses }) => (
          <li key={target}>
            <code>
              MX {preference} {target}
            </code>{' '}
            <span class="dim mono">{[...addresses.ipv4, ...addresses.ipv6].join(' ')}</span>
            <Place file={file} line={line} />
          </li>
        ))}
      </ul>
    </>
  )
}
