// What a BIND configuration says of views and zones, and all that it says besides: nothing is dropped without a word.

import { existsSync, readFileSync } from 'node:fs'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { type Acl, AclReader } from './acl.ts'
import { keyword, NotReadable, readStatements, type Statement, wordAt } from './statements.ts'

export type NamedConfig = {
  /** In the order in which they are tried; one that takes everybody where the file has no views. */
  readonly views: readonly NamedView[]
  readonly listen: readonly string[]
  readonly minimalResponses: boolean | undefined
  readonly lost: readonly Lost[]
}

export type NamedView = { readonly name: string; readonly clients: Acl; readonly zones: readonly NamedZone[] }

export type NamedZone = {
  /** In lower case, without a final dot. */
  readonly name: string
  readonly path: string
  /** Where named works: what $INCLUDE counts from. */
  readonly directory: string
  readonly statement: Statement
}

/** Something that is not carried over. */
export type Lost = { readonly file: string; readonly line: number; readonly why: string }

/** Throws NotReadable, and the system's errors for the file itself. */
export function readNamedConf(path: string): NamedConfig {
  return new Importer(path).read()
}

const MAX_INCLUDES = 1000
const EVERYBODY = 'default'

class Importer {
  readonly #path: string
  readonly #lost: Lost[] = []
  readonly #acls = new AclReader((statement, why) => this.#lose(statement, why))
  #directory: string
  #includes = 0
  readonly #listen: string[] = []
  #minimal: boolean | undefined

  constructor(path: string) {
    this.#path = path
    this.#directory = dirname(resolve(path))
  }

  read(): NamedConfig {
    const all = this.#included(readStatements(readFileSync(this.#path, 'utf8'), this.#path))
    for (const one of all) if (keyword(one) === 'options') this.#options(one)
    for (const one of all) if (keyword(one) === 'acl') this.#acls.define(one)
    const views = all.filter((one) => keyword(one) === 'view').map((one) => this.#view(one))
    const zones = all.filter((one) => keyword(one) === 'zone')
    if (views.length === 0) views.push({ name: EVERYBODY, clients: this.#everybody(), statements: zones })
    else for (const zone of zones) this.#lose(zone, `zone "${wordAt(zone, 1)}" outside of all views`)
    for (const one of all) if (!READ.has(keyword(one))) this.#lose(one, `"${keyword(one)}"`)
    const read = this.#zonesOf(views)
    return { views: read, listen: this.#listen, minimalResponses: this.#minimal, lost: this.#lost }
  }

  /** Included files' statements in the place of the statement that includes them. */
  #included(statements: readonly Statement[]): Statement[] {
    return statements.flatMap((statement) => {
      if (keyword(statement) !== 'include') return [statement]
      if (++this.#includes > MAX_INCLUDES)
        throw new NotReadable(`${statement.file}:${statement.line}: too many includes`)
      const path = this.#find(wordAt(statement, 1), statement)
      if (existsSync(path)) return this.#included(readStatements(readFileSync(path, 'utf8'), path))
      this.#lose(statement, `include "${wordAt(statement, 1)}": there is no such file`)
      return []
    })
  }

  /** Paths count from the folder of the configuration, as they do when named runs there, or from `directory`. */
  #find(path: string, { file }: Statement): string {
    if (isAbsolute(path)) return path
    const near = join(dirname(resolve(file)), path)
    return existsSync(near) ? near : join(this.#directory, path)
  }

  #options({ block = [] }: Statement): void {
    for (const one of this.#included(block)) {
      switch (keyword(one)) {
        case 'directory':
          this.#directory = resolve(dirname(resolve(this.#path)), wordAt(one, 1))
          break
        case 'listen-on':
        case 'listen-on-v6':
          this.#listenOn(one)
          break
        case 'minimal-responses':
          this.#minimal = wordAt(one, 1) !== 'no'
          if (!['yes', 'no'].includes(wordAt(one, 1))) this.#lose(one, 'minimal-responses: taken for yes')
          break
        default:
          this.#lose(one, `option "${keyword(one)}"`)
      }
    }
  }

  #listenOn(statement: Statement): void {
    const at = statement.words.findIndex(({ text }) => text === 'port')
    const port = at < 0 ? '' : `:${wordAt(statement, at + 1)}`
    const six = keyword(statement) === 'listen-on-v6'
    for (const element of statement.block ?? []) {
      const word = wordAt(element, 0)
      if (word === 'none') continue
      const address = word === 'any' ? (six ? '::' : '0.0.0.0') : word
      if (/^[0-9a-f.:]+$/i.test(address))
        this.#listen.push(address.includes(':') ? `[${address}]${port}` : `${address}${port}`)
      else this.#lose(element, `"${element.words.map(({ text }) => text).join(' ')}" in ${keyword(statement)}`)
    }
  }

  #view(statement: Statement): RawView {
    const body = this.#included(statement.block ?? [])
    const matching = body.find((one) => keyword(one) === 'match-clients')
    const clients = matching ? this.#acls.read(matching.block ?? []) : this.#everybody()
    for (const one of body)
      if (!['match-clients', 'zone'].includes(keyword(one)))
        this.#lose(one, `"${keyword(one)}" of the view "${wordAt(statement, 1)}"`)
    return { name: wordAt(statement, 1), clients, statements: body.filter((one) => keyword(one) === 'zone') }
  }

  #everybody(): Acl {
    return this.#acls.read(readStatements('any;', this.#path))
  }

  /** `in-view` takes the zone of a view that stands before. */
  #zonesOf(views: readonly RawView[]): NamedView[] {
    const read: NamedView[] = []
    for (const { name, clients, statements } of views) {
      const zones = statements.flatMap((statement): NamedZone[] => {
        const shared = statement.block?.find((one) => keyword(one) === 'in-view')
        if (shared === undefined) return this.#zone(statement)
        const from = read.find((view) => view.name === wordAt(shared, 1))
        const zone = from?.zones.find((one) => sameZone(one.name, wordAt(statement, 1)))
        if (zone === undefined)
          this.#lose(statement, `zone "${wordAt(statement, 1)}": in-view "${wordAt(shared, 1)}" has none`)
        return zone ? [zone] : []
      })
      read.push({ name, clients, zones })
    }
    return read
  }

  #zone(statement: Statement): NamedZone[] {
    const name = wordAt(statement, 1)
    const body = statement.block ?? []
    const value = (key: string) => {
      const one = body.find((inner) => keyword(inner) === key)
      return one && wordAt(one, 1)
    }
    const type = value('type') ?? 'primary'
    const file = value('file')
    const format = value('masterfile-format') ?? 'text'
    if (!['primary', 'master'].includes(type) || file === undefined || format !== 'text') {
      this.#lose(statement, `zone "${name}" of type ${type}${format === 'text' ? '' : `, in the format ${format}`}`)
      return []
    }
    for (const one of body)
      if (!['type', 'file', 'masterfile-format'].includes(keyword(one)))
        this.#lose(one, `"${keyword(one)}" of the zone "${name}"`)
    const path = isAbsolute(file) ? file : join(this.#directory, file)
    if (existsSync(`${path}.jnl`))
      this.#lose(statement, `changes of the zone "${name}" in ${file}.jnl: run rndc sync first`)
    return [{ name: name.toLowerCase().replace(/(.)\.$/, '$1'), path, directory: this.#directory, statement }]
  }

  #lose({ file, line }: Statement, why: string): void {
    this.#lost.push({ file, line, why })
  }
}

type RawView = { readonly name: string; readonly clients: Acl; readonly statements: readonly Statement[] }

const READ: ReadonlySet<string> = new Set(['options', 'acl', 'view', 'zone'])

function sameZone(a: string, b: string): boolean {
  return a === b.toLowerCase().replace(/(.)\.$/, '$1')
}
