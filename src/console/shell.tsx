// What stands around every screen: their names, the views with their colours, the search, and who looks.

import { effect } from '@preact/signals'
import type { ComponentType } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { send } from './ask.ts'
import { language, speak, tell } from './language.ts'
import { findOut, type Me, me, views } from './me.ts'
import { Document, Note, ViewMark } from './parts.tsx'
import { goTo, linkTo, route } from './route.ts'
import type { Word } from './says.ts'
import { Audit } from './screens/audit.tsx'
import { Catalogs } from './screens/catalogs.tsx'
import { DynamicLayer } from './screens/dynamic.tsx'
import { Edit } from './screens/edit.tsx'
import { Explain } from './screens/explain.tsx'
import { Findings } from './screens/findings.tsx'
import { Generations } from './screens/generations.tsx'
import { Keys } from './screens/keys.tsx'
import { Lists } from './screens/lists.tsx'
import { LiveLog } from './screens/log.tsx'
import { Login } from './screens/login.tsx'
import { Mail } from './screens/mail.tsx'
import { Overview } from './screens/overview.tsx'
import { Plan } from './screens/plan.tsx'
import { Search } from './screens/search.tsx'
import { TextPage } from './screens/text.tsx'
import { Transfers } from './screens/transfers.tsx'
import { ZonePage } from './screens/zone.tsx'
import { Zones } from './screens/zones.tsx'
import { paint, theme } from './theme.ts'

type Screen = { readonly name: Word; readonly draw: ComponentType; readonly isHidden?: true }

/** In the order in which they are named at the side. */
const screens: Readonly<Record<string, Screen>> = {
  overview: { name: 'overview', draw: Overview },
  zones: { name: 'zones', draw: Zones },
  zone: { name: 'zone', draw: ZonePage, isHidden: true },
  file: { name: 'text-of', draw: TextPage, isHidden: true },
  explain: { name: 'explain', draw: Explain },
  findings: { name: 'findings', draw: Findings },
  edit: { name: 'edit', draw: Edit },
  plan: { name: 'plan', draw: Plan },
  generations: { name: 'generations', draw: Generations },
  transfers: { name: 'secondaries', draw: Transfers },
  catalogs: { name: 'catalogs', draw: Catalogs },
  lists: { name: 'lists', draw: Lists },
  dynamic: { name: 'dynamic', draw: DynamicLayer },
  keys: { name: 'keys', draw: Keys },
  mail: { name: 'mail', draw: Mail },
  log: { name: 'log', draw: LiveLog },
  audit: { name: 'audit', draw: Audit },
  search: { name: 'search', draw: Search, isHidden: true },
}

/** An address may name anything: "constructor" is no screen. */
function screenOf(name: string): Screen | undefined {
  return Object.hasOwn(screens, name) ? screens[name] : undefined
}

effect(() => {
  document.documentElement.lang = language.value
  const { screen, about } = route.value
  const name = screenOf(screen)?.name
  document.title = [about, name && tell(name), 'Janus'].filter(Boolean).join(' – ')
})

export function Shell() {
  const who = me.value
  if (who === undefined) return <p class="dim alone">{tell('loading')}</p>
  if (who === 'nobody') return <Login />
  if ('kind' in who)
    return (
      <main class="alone">
        <Note tone="bad">{who.status === 0 ? tell('not-reached') : who.detail}</Note>
        <button type="button" onClick={() => void findOut()}>
          {tell('retry')}
        </button>
      </main>
    )
  return <Frame who={who} />
}

function Frame({ who }: { readonly who: Me }) {
  const { screen, about } = route.value
  const main = useRef<HTMLElement>(null)
  const isFirst = useRef(true)
  // Who hears the page hears that it is another one.
  useEffect(() => {
    if (!isFirst.current) main.current?.focus()
    isFirst.current = false
  }, [screen, about])
  const Draw = screenOf(screen)?.draw
  return (
    <div class="frame">
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        {tell('skip-to-content')}
      </button>
      <header>
        <a class="brand" href={linkTo('overview')}>
          Janus
        </a>
        <SearchField />
        <ul class="legend" aria-label={tell('views')}>
          {views.value.map((view) => (
            <li key={view}>
              <ViewMark view={view} />
            </li>
          ))}
        </ul>
        <div class="tools">
          <button
            type="button"
            lang={language.value === 'ja' ? 'en' : 'ja'}
            onClick={() => speak(language.value === 'ja' ? 'en' : 'ja')}
          >
            {language.value === 'ja' ? 'English' : '日本語'}
          </button>
          <button type="button" onClick={() => paint(theme.value === 'dark' ? 'light' : 'dark')}>
            {tell(theme.value === 'dark' ? 'theme-light' : 'theme-dark')}
          </button>
          <Who who={who} />
        </div>
      </header>
      <nav class="side" aria-label={tell('navigation')}>
        <ul>
          {Object.entries(screens).map(([key, { name, isHidden }]) =>
            isHidden ? null : (
              <li key={key}>
                <a
                  href={linkTo(key)}
                  aria-current={
                    key === screen || ((screen === 'zone' || screen === 'file') && key === 'zones') ? 'page' : undefined
                  }
                >
                  {tell(name)}
                </a>
              </li>
            ),
          )}
          <li>
            <Document page={`about/${screen}`}>{tell('help')}</Document>
          </li>
        </ul>
      </nav>
      <main ref={main} tabIndex={-1}>
        {Draw === undefined ? <h1>{tell('not-here')}</h1> : <Draw key={`${screen} ${about}`} />}
      </main>
    </div>
  )
}

function SearchField() {
  const [text, setText] = useState('')
  const input = useRef<HTMLInputElement>(null)
  // "/" leads here from everywhere, as in other consoles.
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const at = event.target instanceof Element ? event.target : undefined
      if (event.key !== '/' || at?.closest('input, textarea, select') != null) return
      event.preventDefault()
      input.current?.focus()
    }
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [])
  return (
    <search>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (text.trim() !== '') goTo(linkTo('search', text.trim()))
        }}
      >
        <input
          ref={input}
          type="search"
          class="search-field"
          aria-label={tell('search-all')}
          placeholder={tell('search-all')}
          value={text}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
          spellcheck={false}
          aria-keyshortcuts="/"
        />
      </form>
    </search>
  )
}

function Who({ who }: { readonly who: Me }) {
  if (who.via === 'loopback') return <span class="dim">{tell('on-this-machine')}</span>
  const leave = async () => {
    await send('logout', {})
    await findOut()
  }
  return (
    <>
      <span class="dim">
        {who.user} ({who.role})
      </span>
      {who.via === 'session' && (
        <button type="button" onClick={() => void leave()}>
          {tell('log-out')}
        </button>
      )}
    </>
  )
}
