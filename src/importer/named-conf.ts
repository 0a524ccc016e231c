// What a BIND configuration says of views and zones, and all that it says besides: nothing is dropped without a word.

import { existsSync, globSync } from 'node:fs'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { readRegular } from '../system/regular-file.ts'
import { unreadable } from '../zonefile/content.ts'
import { type Acl, AclReader, type Meant } from './acl.ts'
import { type Endpoint, readListen } from './listen.ts'
import { keyword, NotReadable, readStatements, type Statement, wordAt } from './statements.ts'

export type NamedConfig = {
  /** In the order in which they are tried; one that takes everybody where the file has no views. */
  readonly views: readonly NamedView[]
  readonly listen: readonly Endpoint[]
  readonly minimalResponses: boolean | undefined
  readonly lost: readonly Lost[]
}

export type NamedView = {
  readonly name: string
  readonly clients: Acl
  /** The addresses of ours at which the view is there; all where there is no list. */
  readonly destinations: Acl | undefined
  readonly statement: Statement | undefined
  readonly zones: readonly NamedZone[]
}

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
  readonly #options: Statement[] = []
  #minimal: boolean | undefined

  constructor(path: string) {
    this.#path = path
    this.#directory = dirname(resolve(path))
  }

  read(): NamedConfig {
    const all = this.#included(readStatements(textOf(this.#path), this.#path)).filter((one) => this.#isOfInternet(one))
    for (const one of all) if (keyword(one) === 'acl') this.#acls.define(one)
    const listen = readListen(this.#options, this.#acls, (statement, why) => this.#lose(statement, why))
    const views = all.filter((one) => keyword(one) === 'view').map((one) => this.#view(one))
    const zones = all.filter((one) => keyword(one) === 'zone')
    if (views.length === 0) views.push(this.#onlyView(zones))
    else for (const zone of zones) this.#lose(zone, `zone "${wordAt(zone, 1)}" outside of all views`)
    for (const one of all) if (!READ.has(keyword(one))) this.#lose(one, `"${keyword(one)}"`)
    const read = this.#zonesOf(views)
    return { views: read, listen, minimalResponses: this.#minimal, lost: this.#lost }
  }

  /** Included files' statements in the place of the statement that includes them. */
  #included(statements: readonly Statement[]): Statement[] {
    return statements.flatMap((statement) => {
      // named changes to `directory` as soon as it has read it: paths that follow count from there.
      if (keyword(statement) === 'options') this.#readOptions(statement)
      if (keyword(statement) === 'zone' && statement.block)
        return [{ ...statement, block: this.#included(statement.block) }]
      if (keyword(statement) !== 'include') return [statement]
      if (++this.#includes > MAX_INCLUDES)
        throw new NotReadable(`${statement.file}:${statement.line}: too many includes`)
      const paths = this.#find(wordAt(statement, 1), statement)
      if (paths.length === 0) this.#lose(statement, `include "${wordAt(statement, 1)}": there is no such file`)
      return paths.flatMap((path) => this.#included(readStatements(textOf(path), path)))
    })
  }

  /** From `directory`; from the folder of the file where there is nothing: named may have been started there. */
  #find(written: string, { file }: Statement): string[] {
    const found = [this.#directory, dirname(resolve(file))].map((folder) => filesAt(resolve(folder, written)))
    return found.find((paths) => paths.length > 0) ?? []
  }

  /** named keeps the classes apart; Janus has zones of the internet's class only. */
  #isOfInternet(statement: Statement): boolean {
    const kind = keyword(statement)
    if (kind !== 'view' && kind !== 'zone') return true
    const written = wordAt(statement, 2)
    if (['', 'IN'].includes(written.toUpperCase())) return true
    this.#lose(statement, `${kind} "${wordAt(statement, 1)}" of class ${written}: Janus serves class IN only`)
    return false
  }

  #readOptions({ block = [] }: Statement): void {
    for (const statement of block)
      for (const one of this.#included([statement])) {
        this.#options.push(one)
        this.#readOption(one)
      }
  }

  #readOption(one: Statement): void {
    switch (keyword(one)) {
      case 'directory':
        this.#directory = resolve(dirname(resolve(this.#path)), wordAt(one, 1))
        break
      case 'listen-on':
      case 'listen-on-v6':
      case 'port':
        break
      case 'minimal-responses':
        this.#minimal = !isNo(wordAt(one, 1))
        if (!isNo(wordAt(one, 1)) && !isYes(wordAt(one, 1))) this.#lose(one, 'minimal-responses: taken for yes')
        break
      default:
        this.#lose(one, `option "${keyword(one)}"`)
    }
  }

  #view(statement: Statement): RawView {
    const name = wordAt(statement, 1)
    const body = this.#included(statement.block ?? []).filter((one) => this.#isOfInternet(one))
    const listOf = (key: string, meant: Meant) => {
      const matching = body.find((one) => keyword(one) === key)
      return matching && this.#acls.read(matching.block ?? [], meant)
    }
    const recursive = body.find((one) => keyword(one) === 'match-recursive-only')
    const isRecursive = recursive !== undefined && isYes(wordAt(recursive, 1))
    if (isRecursive)
      this.#lose(
        recursive,
        `"match-recursive-only" of the view "${name}": nobody gets the view; ` +
          'everybody gets what named answers where recursion is not asked for',
      )
    for (const one of body) if (!VIEW_READ.has(keyword(one))) this.#lose(one, `"${keyword(one)}" of the view "${name}"`)
    return {
      name,
      clients: isRecursive ? [] : (listOf('match-clients', 'clients') ?? this.#everybody()),
      destinations: listOf('match-destinations', 'own'),
      statement,
      statements: body.filter((one) => keyword(one) === 'zone'),
    }
  }

  #onlyView(statements: readonly Statement[]): RawView {
    return {
      name: EVERYBODY,
      clients: this.#everybody(),
      destinations: undefined,
      statement: undefined,
      statements,
    }
  }

  #everybody(): Acl {
    return this.#acls.read(readStatements('any;', this.#path))
  }

  /** `in-view` takes the zone of a view that stands before. */
  #zonesOf(views: readonly RawView[]): NamedView[] {
    const read: NamedView[] = []
    for (const { statements, ...view } of views) {
      const zones = statements.flatMap((statement): NamedZone[] => {
        const shared = statement.block?.find((one) => keyword(one) === 'in-view')
        if (shared === undefined) return this.#zone(statement)
        const from = read.find(({ name }) => name === wordAt(shared, 1))
        const zone = from?.zones.find((one) => sameZone(one.name, wordAt(statement, 1)))
        if (zone === undefined)
          this.#lose(statement, `zone "${wordAt(statement, 1)}": in-view "${wordAt(shared, 1)}" has none`)
        return zone ? [zone] : []
      })
      read.push({ ...view, zones })
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
    const type = value('type')?.toLowerCase() ?? 'primary'
    const file = value('file')
    const format = value('masterfile-format')?.toLowerCase() ?? 'text'
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

type RawView = Omit<NamedView, 'zones'> & { readonly statements: readonly Statement[] }

const READ: ReadonlySet<string> = new Set(['options', 'acl', 'view', 'zone'])
const VIEW_READ: ReadonlySet<string> = new Set(['match-clients', 'match-destinations', 'match-recursive-only', 'zone'])

/** As named reads it. */
function isYes(text: string): boolean {
  return ['yes', 'true', '1'].includes(text.toLowerCase())
}

function isNo(text: string): boolean {
  return ['no', 'false', '0'].includes(text.toLowerCase())
}

/** Of one file, in octets. */
const MAX_SIZE = 1 << 28

function textOf(path: string): string {
  try {
    return readRegular(path, MAX_SIZE).toString('utf8')
  } catch (error) {
    throw new NotReadable(`cannot read "${path}": ${unreadable(error).why}`)
  }
}

/** One file, or all that a pattern means. */
function filesAt(path: string): string[] {
  if (existsSync(path)) return [path]
  return /[*?[]/.test(path) ? globSync(path).sort() : []
}

function sameZone(a: string, b: string): boolean {
  return a === b.toLowerCase().replace(/(.)\.$/, '$1')
}
