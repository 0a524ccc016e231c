// Carries over the keys with which servers fetch. In named a view, or a list, names its keys; in Janus each key names its view. Both are
// the same where one view uses the key.

import { canonicalName } from '../../keys/key-file.ts'
import { readKeyText, writeKeyText } from '../../keys/key-text.ts'
import { keysSays } from '../../keys/says.ts'
import { speaker } from '../../text/findings/wording.ts'
import type { Prefix } from '../../views/prefix.ts'
import { type Acl, covers } from './acl.ts'
import type { Lost, NamedConfig, NamedView } from './named-config.ts'
import { type Statement, wordAt } from './statements.ts'

/** A key of janus.yaml. `text`: the content of its file; undefined: a start makes the key. */
export type ImportedKey = {
  readonly name: string
  /** The view's name in janus.yaml. */
  readonly view: string
  /** Where clients may use it; undefined: everywhere. */
  readonly from: readonly Prefix[] | undefined
  readonly text: string | undefined
}

const english = speaker(keysSays, 'en')
export type Shown = {
  /** The view's name in janus.yaml: of several audiences, that with the most zones. */
  readonly nameOf: (view: NamedView) => string
  /** The addresses that get the view. */
  readonly clientsOf: (view: NamedView) => readonly Prefix[]
}

/** Names that `tsig` takes; those with a number at the end are for successors. */
const NAME = /^[a-z0-9_][a-z0-9_-]*(\.[a-z0-9_-]+)*$/i
const NUMBERED = /\.[1-9][0-9]*$/

export class TransferKeys {
  readonly #config: NamedConfig
  readonly #shown: Shown
  readonly #used = new Map<string, ImportedKey>()
  readonly #views = new Map<string, NamedView | undefined>()
  readonly lost: Lost[] = []

  constructor(config: NamedConfig, shown: Shown) {
    this.#config = config
    this.#shown = shown
    for (const view of config.views)
      for (const key of keysIn(view.clients)) {
        const shown = this.#viewOf(key)
        if (shown !== undefined) this.#use(key, shown, undefined)
      }
  }

  get used(): readonly ImportedKey[] {
    return [...this.#used.values()]
  }

  /** The key's name, if it shows that view. */
  inView(key: string, view: NamedView): string | undefined {
    const shown = this.#viewOf(key)
    if (shown !== view) return undefined
    return this.#use(key, view, this.#shown.clientsOf(view))?.name
  }

  /**
   * The same for a view of janus.yaml, or the name of another key that we make for the view, since a key shows one. `peers`: the servers
   * that sign with it, wherever the clients of the view are.
   */
  forView(key: string, view: NamedView, shown: string, statement: Statement, peers: readonly Prefix[]): string {
    const known = this.#shown.nameOf(view) === shown ? this.inView(key, view) : undefined
    if (known !== undefined) {
      this.#goodFrom(known, peers)
      return known
    }
    const name = `${plain(key)}.${shown.toLowerCase()}`
    if (this.#used.has(name)) this.#goodFrom(name, peers)
    else {
      this.#used.set(name, { name, view: shown, from: peers, text: undefined })
      this.#lose(
        statement,
        `key "${key}" in the view "${shown}": a key shows one view here; a start makes "${name}", which the primary has to take`,
      )
    }
    return name
  }

  /** The view that named gives clients with the key; undefined where more than the key decides. */
  viewOf(key: string): NamedView | undefined {
    return this.#viewOf(key)
  }

  /** Lets these peers use the key as well. */
  #goodFrom(name: string, peers: readonly Prefix[]): void {
    const known = this.#used.get(name)!
    if (known.from === undefined) return
    const others = peers.filter((peer) => !known.from!.some((prefix) => covers(prefix, peer)))
    this.#used.set(name, { ...known, from: [...known.from, ...others] })
  }

  #viewOf(key: string): NamedView | undefined {
    const folded = key.toLowerCase()
    if (!this.#views.has(folded)) this.#views.set(folded, this.#found(folded))
    return this.#views.get(folded)
  }

  #found(key: string): NamedView | undefined {
    const { views } = this.#config
    const isNamed = views.some(({ clients }) => keysIn(clients, true).some((one) => one.toLowerCase() === key))
    if (!isNamed) {
      const users = views.filter((view) => usesOf(view).has(key))
      return users.length === 1 ? users[0] : undefined
    }
    const passed: NamedView[] = []
    for (const view of views) {
      const takes = takesKey(view.clients, key)
      if (takes === true) {
        for (const { name, statement } of passed)
          if (statement)
            this.#lose(
              statement,
              `key "${key}": who signs with it gets the view "${view.name}" from everywhere; named gives the view "${name}" to ` +
                'those of its addresses',
            )
        return view
      }
      if (takes === 'by address') passed.push(view)
    }
    return undefined
  }

  #use(key: string, view: NamedView, from: readonly Prefix[] | undefined): ImportedKey | undefined {
    const name = plain(key)
    const known = this.#used.get(name)
    if (known !== undefined) return known
    const statement = this.#config.keys.get(key.toLowerCase())
    if (!NAME.test(name) || NUMBERED.test(name) || canonicalName(name) === undefined) {
      if (statement) this.#lose(statement, `key "${key}": Janus takes no key of this name; make another on both sides`)
      return undefined
    }
    const isOpen = from === undefined || from.some(({ bits }) => bits === 0)
    const made = {
      name,
      view: this.#shown.nameOf(view),
      from: isOpen ? undefined : from,
      text: statement && this.#textOf(statement, name),
    }
    this.#used.set(name, made)
    return made
  }

  #textOf(statement: Statement, name: string): string | undefined {
    const value = (key: string) => wordAt(statement.block?.find((one) => wordAt(one, 0) === key) ?? statement, 1)
    const text = writeKeyText(name, value('algorithm'), Buffer.from(value('secret'), 'base64'))
    const read = readKeyText(text, name)
    if ('secret' in read) return text
    this.#lose(statement, `key "${name}": ${english.text(read.message)}`)
    return undefined
  }

  #lose({ file, line }: Statement, why: string): void {
    if (!this.lost.some((one) => one.file === file && one.line === line && one.why === why))
      this.lost.push({ file, line, why })
  }
}

function plain(key: string): string {
  return key.toLowerCase().replace(/\.$/, '')
}

/** The keys that the list takes; `all`: also those that it keeps out. */
export function keysIn(acl: Acl, all = false): string[] {
  return acl.flatMap((element) => {
    if (element.kind === 'prefix' || (element.not && !all)) return []
    return element.key === undefined ? keysIn(element.list, all) : [element.key]
  })
}

/** Whether a list takes clients with the key, whatever their address. */
function takesKey(acl: Acl, key: string): boolean | 'by address' {
  let addresses: Prefix[] = []
  let isListed = false
  for (const element of acl) {
    if (element.kind === 'prefix') {
      if (!element.not) addresses = [...addresses, element.prefix]
      else if (element.prefix.bits === 0) return false
      continue
    }
    const inner = element.key === undefined ? takesKey(element.list, key) : element.key.toLowerCase() === key
    if (inner === true) return !element.not
    // Whom a list within the list does not take, the next element may: `{ inside; key k; }` takes the key from everywhere.
    if (inner === 'by address' && !element.not) isListed = true
  }
  const families = new Set(addresses.filter(({ bits }) => bits === 0).map(({ family }) => family))
  return families.size === 2 ? true : (isListed || addresses.length > 0) && 'by address'
}

/** Keys in lower case with which named fetches zones of the view, lets others fetch them, or signs NOTIFY. */
function usesOf({ zones }: NamedView): Set<string> {
  const keys = zones.flatMap(({ transfers, source }) => [
    ...keysIn(transfers.fetchers ?? []),
    ...transfers.told.map(({ key }) => key),
    ...(source.kind === 'primary' ? source.from.servers.map(({ key }) => key) : []),
  ])
  return new Set(keys.flatMap((key) => key?.toLowerCase() ?? []))
}
