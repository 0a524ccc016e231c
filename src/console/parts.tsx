// The parts that all screens use: the mark of a view, a place in a file, tables, fields, messages, pages.

import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'
import type { Answer, Asked } from './ask.ts'
import { tell, tellOf } from './language.ts'
import { views } from './me.ts'
import type { Pager } from './pager.ts'
import { linkTo, refine } from './route.ts'

/** Each view has a shape and a colour of its own, and its name is always there: nobody has to tell colours apart. */
export function ViewMark({ view }: { readonly view: string }) {
  const at = Math.max(0, views.value.indexOf(view)) % SHAPES.length
  return (
    <span class={`view view-${at}`}>
      <span aria-hidden="true">{SHAPES[at]}</span> {view}
    </span>
  )
}

const SHAPES = ['■', '●', '▲', '◆', '★', '⬟']

/** Opens a page in a new tab, so that a text typed here stays. */
export function Document({ page, children }: { readonly page: string; readonly children: ComponentChildren }) {
  return (
    <a href={`docs/${page}`} target="_blank" rel="noopener">
      {children}
    </a>
  )
}

export function viewClass(view: string): string {
  return `in-view-${Math.max(0, views.value.indexOf(view)) % SHAPES.length}`
}

/** `of`: the face, where the place leads to the text of the file. */
export function Place({
  file,
  line,
  how,
  of,
}: {
  readonly file?: string | undefined
  readonly line?: number | undefined
  readonly how?: string | undefined
  readonly of?: { readonly zone: string; readonly view: string }
}) {
  if (file === undefined && how === undefined) return null
  const text = file && `${file.slice(file.lastIndexOf('/') + 1)}${line === undefined ? '' : `:${line}`}`
  return (
    <span class="place">
      {how && <span class="layer">{how}</span>}
      {of !== undefined && file !== undefined && line !== undefined ? (
        <a title={file} href={linkTo('file', of.zone, { view: of.view, file, line: `${line}` })}>
          {text}
        </a>
      ) : (
        <span title={file}>{text}</span>
      )}
    </span>
  )
}

const MARKS: Readonly<Record<string, string>> = { good: '✓', bad: '✕', wait: '…', warn: '!' }

/** A word with a mark before it: nobody has to tell its colour. */
export function State({
  tone,
  children,
}: {
  readonly tone: 'good' | 'bad' | 'wait' | 'warn'
  readonly children: ComponentChildren
}) {
  return (
    <span class={`state ${tone}`}>
      <span aria-hidden="true">{MARKS[tone]}</span> {children}
    </span>
  )
}

const GOOD: ReadonlySet<string> = new Set(['current', 'signed', 'listed', 'served'])
const WAITS: ReadonlySet<string> = new Set([
  'waiting',
  'unknown',
  'pending',
  'held',
  'behind',
  'unsigned',
  'rolled-back',
  'stale-source',
  'stale',
])

export function StateOf({ state }: { readonly state: string }) {
  return <State tone={GOOD.has(state) ? 'good' : WAITS.has(state) ? 'warn' : 'bad'}>{tellOf('state', state)}</State>
}

export function Severity({ severity }: { readonly severity: string }) {
  const tone = severity === 'error' ? 'bad' : severity === 'warning' ? 'warn' : 'wait'
  return <State tone={tone}>{tellOf('severity', severity)}</State>
}

/** A real table, with a name; it can be scrolled with the keyboard where it is wider than the screen. */
export function Table({
  name,
  heads,
  children,
  isEmpty = false,
  ...more
}: {
  readonly name: string
  readonly heads: readonly ComponentChildren[]
  readonly children: ComponentChildren
  readonly class?: string
  /** The table is empty: a line below it says so. */
  readonly isEmpty?: boolean
}) {
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached with the keyboard */}
      <section class="table" aria-label={name} tabIndex={0}>
        <table class={more.class}>
          <caption class="unseen">{name}</caption>
          <thead>
            <tr>
              {heads.map((head, i) => (
                <th key={i} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{children}</tbody>
        </table>
      </section>
      {isEmpty && <p class="dim">{tell('nothing-here')}</p>}
    </>
  )
}

type FieldRow = {
  readonly label: string
  readonly value: string
  readonly onInput: (value: string) => void
  readonly type?: 'text' | 'password' | 'number'
  readonly name?: string
  readonly required?: boolean
  readonly autocomplete?: string
  readonly placeholder?: string
}

export function Field({ label, onInput, ...more }: FieldRow) {
  // Preact has a type of its own for each type of field, and none for one of several.
  const given: object = more
  return (
    <label class="field">
      <span>{label}</span>
      <input
        {...given}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
        spellcheck={false}
        autocapitalize="off"
      />
    </label>
  )
}

/** How the row of a face begins: its zone, which leads to both columns, and its view. */
export function FaceCells({ zone, view }: { readonly zone: string; readonly view: string }) {
  return (
    <>
      <th scope="row">
        <a class="mono" href={linkTo('zone', zone)}>
          {zone}
        </a>
      </th>
      <td>
        <ViewMark view={view} />
      </td>
    </>
  )
}

/** One of the views that the user sees, or every one. */
export function ViewChoice({ view }: { readonly view: string }) {
  return (
    <Choice
      label={tell('view')}
      value={view}
      onChange={(value) => refine({ view: value })}
      options={[['', tell('every-view')], ...views.value.map((name) => [name, name] as const)]}
    />
  )
}

export function Choice({
  label,
  value,
  onChange,
  options,
}: {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly options: readonly (readonly [value: string, text: string])[]
}) {
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
        {options.map(([one, text]) => (
          <option key={one} value={one}>
            {text}
          </option>
        ))}
      </select>
    </label>
  )
}

/** A row of buttons, one of which is down. */
export function Switch({
  label,
  value,
  onChange,
  options,
}: {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly options: readonly (readonly [value: string, text: ComponentChildren])[]
}) {
  return (
    <fieldset class="switch">
      <legend class="unseen">{label}</legend>
      {options.map(([one, text]) => (
        <button key={one} type="button" aria-pressed={value === one} onClick={() => onChange(one)}>
          {text}
        </button>
      ))}
    </fieldset>
  )
}

export function Note({
  tone,
  children,
}: {
  readonly tone: 'good' | 'bad' | 'warn'
  readonly children: ComponentChildren
}) {
  return (
    <p class={`note ${tone}`} role={tone === 'good' ? 'status' : 'alert'}>
      <span aria-hidden="true">{MARKS[tone]}</span> {children}
    </p>
  )
}

/** Shows the answer, or why there is none; while a newer one is on its way, the one before. */
export function Shown<T>({
  asked,
  children,
}: {
  readonly asked: Asked<T>
  readonly children: (value: T, answer: Extract<Answer<T>, { kind: 'good' }>) => ComponentChildren
}) {
  const { answer, isAsking, again } = asked
  if (answer === undefined) return <p class="dim">{tell('loading')}</p>
  if (answer.kind === 'refused')
    return (
      <div>
        <Note tone="bad">{answer.status === 0 ? tell('not-reached') : answer.detail}</Note>
        <button type="button" onClick={again}>
          {tell('retry')}
        </button>
      </div>
    )
  return <div aria-busy={isAsking}>{children(answer.value, answer)}</div>
}

/** `next`: where the next page begins. */
export function PagesOf({ pager, next }: { readonly pager: Pager; readonly next: string | undefined }) {
  const { page, before: onBefore } = pager
  const onNext = pager.next(next)
  if (onBefore === undefined && onNext === undefined) return null
  return (
    <nav class="pages" aria-label={tell('page-of', { page })}>
      <button type="button" disabled={onBefore === undefined} onClick={onBefore}>
        ← {tell('previous')}
      </button>
      <span>{tell('page-of', { page })}</span>
      <button type="button" disabled={onNext === undefined} onClick={onNext}>
        {tell('next')} →
      </button>
    </nav>
  )
}

/** Asks before something that others notice; the browser keeps the keyboard in it, and Escape leaves it. */
export function Dialog({
  title,
  onClose,
  children,
}: {
  readonly title: string
  readonly onClose: () => void
  readonly children: ComponentChildren
}) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    dialog.current?.showModal()
  }, [])
  return (
    <dialog ref={dialog} aria-labelledby={id} onClose={onClose}>
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
  )
}
