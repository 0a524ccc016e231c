// Reads views and zones of a BIND configuration, and lists all other statements: we drop none in silence.

import { existsSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import { type Acl, AclReader, listText, type Meant, type OwnAddresses, unreadableIn } from './acl.ts'
import { carriedInView, carriedOptions, isCarried } from './carried.ts'
import { ConfFiles, statementsAt } from './conf-files.ts'
import { readListen } from './listen.ts'
import { isEmptyList, isNo, isYes, saysNothing } from './meanings.ts'
import type { Limit, Lost, NamedConfig, NamedView, NamedZone, Recursion } from './named-config.ts'
import { RemoteServers } from './remote-servers.ts'
import { effective, find, plainName } from './scopes.ts'
import { signingOf } from './signing.ts'
import type { Spoken } from './spoken.ts'
import { keyName, keyword, readStatements, type Statement, wordAt } from './statements.ts'
import { TlsStatements } from './tls-statements.ts'
import { primariesIn, readPrimaryOf, readZoneTransfers } from './zone-transfers.ts'

export type ReadOptions = {
  /** The folder that is `/` to named. */
  readonly root?: string
  readonly own?: OwnAddresses | undefined
}

/** Throws NotReadable, and system errors for the file itself. */
export function readNamedConf(path: string, options: ReadOptions = {}): NamedConfig {
  return readSpoken(path, { statements: () => statementsAt(path) }, options)
}

/** The configuration of any server, in named's words. */
export function readSpoken(path: string, spoken: Spoken, options: ReadOptions = {}): NamedConfig {
  return new Importer(path, spoken, options).read()
}

const EVERYBODY = 'default'

class Importer {
  readonly #path: string
  readonly #lost: Lost[] = []
  readonly #told = new Set<string>()
  readonly #widened: Lost[] = []
  readonly #acls: AclReader
  /** For named's default lists, about which we report nothing. */
  readonly #silentAcls: AclReader
  readonly #files: ConfFiles
  readonly #options: Statement[] = []
  readonly #keys = new Map<string, Statement>()
  #tls = new TlsStatements([], (path) => path)
  #remotes = new RemoteServers([], this.#tls)
  readonly #templates = new Map<string, Statement>()
  readonly #spoken: Spoken

  constructor(path: string, spoken: Spoken, { root = '/', own }: ReadOptions) {
    this.#path = path
    this.#spoken = spoken
    this.#files = new ConfFiles(path, root)
    this.#acls = new AclReader((statement, why) => this.#lose(statement, why), own)
    this.#silentAcls = new AclReader(() => {}, own)
  }

  read(): NamedConfig {
    const all = this.#included(this.#spoken.statements()).filter((one) => this.#isOfInternet(one))
    this.#tls = new TlsStatements(all, this.#files.locator())
    this.#remotes = new RemoteServers(all, this.#tls)
    for (const one of [...all, ...all.filter((view) => keyword(view) === 'view').flatMap(({ block }) => block ?? [])])
      if (keyword(one) === 'key') this.#defineKey(one)
    for (const one of all) {
      if (keyword(one) === 'acl') for (const reader of [this.#acls, this.#silentAcls]) reader.define(one)
      if (keyword(one) === 'template') this.#templates.set(wordAt(one, 1), one)
    }
    const lose = (statement: Statement, why: string) => this.#lose(statement, why)
    const carried = carriedOptions(this.#options, this.#acls, lose)
    this.#loseUnknown(this.#options, OPTIONS_READ, (key) => `option "${key}"`)
    const shutOut = this.#listIn(this.#options, 'blackhole', 'shut-out') ?? []
    for (const text of unreadableIn(shutOut))
      this.#widen(find(this.#options, 'blackhole')!, `blackhole: whoever "${text}" means is answered`)
    const listen = readListen(
      this.#options,
      this.#acls,
      { tls: this.#tls, https: all.filter((one) => keyword(one) === 'http') },
      lose,
    )
    const views = all.filter((one) => keyword(one) === 'view').map((one) => this.#view(one))
    const zones = all.filter((one) => keyword(one) === 'zone')
    if (views.length === 0) views.push(this.#onlyView(zones))
    else for (const zone of zones) this.#lose(zone, `zone "${wordAt(zone, 1)}" outside of all views`)
    this.#loseUnknown(all, READ, (key) => `"${key}"`)
    const read = this.#zonesOf(views)
    for (const one of all) if (keyword(one) === 'tls' && this.#tls.isUnused(one)) this.#lose(one, '"tls"')
    this.#tellUnreadableClients(read)
    const minimal = carried.get('minimal-responses')
    return {
      views: read,
      listen,
      shutOut,
      minimalResponses: minimal === undefined ? undefined : minimal === 'true',
      carried,
      keys: this.#keys,
      remotes: this.#remotes,
      lost: this.#lost,
      widened: this.#widened,
    }
  }

  #defineKey(statement: Statement): void {
    this.#keys.set(keyName(wordAt(statement, 1)).toLowerCase(), statement)
    for (const reader of [this.#acls, this.#silentAcls]) reader.defineKey(statement)
  }

  /** The statements with included files' statements in the place of `include`. */
  #included(statements: readonly Statement[]): Statement[] {
    return statements.flatMap((statement) => {
      if (keyword(statement) === 'options') this.#readOptions(statement)
      if (keyword(statement) === 'zone' && statement.block)
        return [{ ...statement, block: this.#included(statement.block) }]
      if (keyword(statement) !== 'include') return [statement]
      const paths = this.#files.find(wordAt(statement, 1), statement)
      if (paths.length === 0) this.#lose(statement, `include "${wordAt(statement, 1)}": there is no such file`)
      return paths.flatMap((path) => this.#included(statementsAt(path)))
    })
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
        if (keyword(one) === 'directory') this.#files.changeDirectory(wordAt(one, 1))
      }
  }

  #view(statement: Statement): RawView {
    const name = wordAt(statement, 1)
    const body = this.#included(statement.block ?? []).filter((one) => this.#isOfInternet(one))
    const recursive = find(body, 'match-recursive-only')
    const isRecursive = recursive !== undefined && isYes(wordAt(recursive, 1))
    if (isRecursive)
      this.#lose(
        recursive,
        `"match-recursive-only" of the view "${name}": nobody gets the view; ` +
          'everybody gets what named answers where recursion is not asked for',
      )
    this.#loseUnknown(body, VIEW_READ, (key) => `"${key}" of the view "${name}"`)
    return {
      name,
      clients: isRecursive ? [] : (this.#listIn(body, 'match-clients', 'viewers') ?? this.#everybody()),
      destinations: this.#listIn(body, 'match-destinations', 'own'),
      statement,
      body,
      statements: body.filter((one) => keyword(one) === 'zone'),
    }
  }

  #onlyView(statements: readonly Statement[]): RawView {
    const clients = this.#everybody()
    return { name: EVERYBODY, clients, destinations: undefined, statement: undefined, body: [], statements }
  }

  #everybody(): Acl {
    return this.#acls.read(readStatements('any;', this.#path))
  }

  #listIn(scope: readonly Statement[], key: string, meant: Meant = 'clients'): Acl | undefined {
    const statement = find(scope, key)
    return statement && this.#acls.read(statement.block ?? [], meant)
  }

  /** The views with their zones. `in-view` takes the zone of an earlier view, with all that holds for it there. */
  #zonesOf(views: readonly RawView[]): NamedView[] {
    const read: NamedView[] = []
    for (const raw of views) {
      const others: string[] = []
      const zones = raw.statements.flatMap((statement): NamedZone[] => {
        const shared = find(statement.block ?? [], 'in-view')
        const zone = shared ? this.#sharedZone(read, statement, shared) : this.#zone(statement, raw)
        if (zone === undefined && takesNames(this.#bodyOf(statement))) others.push(plainName(wordAt(statement, 1)))
        return zone ? [zone] : []
      })
      const { statements: _, ...view } = raw
      const carried = carriedInView(raw.body, this.#acls, (statement, why) => this.#lose(statement, why))
      const catalogs = effective([raw.body, this.#options], 'catalog-zones')?.block ?? []
      read.push({ ...view, zones, others, recursion: this.#recursion(raw), carried, catalogs })
    }
    return read
  }

  #sharedZone(views: readonly NamedView[], statement: Statement, shared: Statement): NamedZone | undefined {
    const from = views.find(({ name }) => name === wordAt(shared, 1))
    const zone = from?.zones.find((one) => one.name === plainName(wordAt(statement, 1)))
    if (zone === undefined)
      this.#lose(
        statement,
        `zone "${wordAt(statement, 1)}": the view "${wordAt(shared, 1)}", which in-view names, has no such zone above this line`,
      )
    return zone
  }

  #zone(statement: Statement, view: RawView): NamedZone | undefined {
    const body = this.#bodyOf(statement)
    const scopes = [body, view.body, this.#options]
    const source = this.#sourceOf(statement, body, view)
    if (source === undefined) return undefined
    this.#loseUnknown(body, ZONE_READ, (key) => `"${key}" of the zone "${wordAt(statement, 1)}"`)
    const limit = this.#limit(effective(scopes, 'allow-query'))
    const on = effective(scopes, 'allow-query-on')
    return {
      name: plainName(wordAt(statement, 1)),
      source,
      transfers: readZoneTransfers(statement, this.#transfersKnown(scopes, view)),
      statement,
      limits: limit ? [limit] : [],
      answeredAt: on && this.#acls.read(on.block ?? [], 'own'),
      signing: source.kind === 'file' && source.records === undefined ? signingOf(scopes, source.path) : undefined,
    }
  }

  #transfersKnown(scopes: readonly (readonly Statement[])[], { body: view }: RawView) {
    const lose = (statement: Statement, why: string) => this.#lose(statement, why)
    return { scopes, view, acls: this.#acls, remotes: this.#remotes, lose }
  }

  #sourceOf(statement: Statement, body: readonly Statement[], view: RawView): NamedZone['source'] | undefined {
    const shown = wordAt(statement, 1)
    const type = typeOf(body)
    const primaries = primariesIn(body)
    if (['secondary', 'slave'].includes(type) && primaries) {
      const known = this.#transfersKnown([body, view.body, this.#options], view)
      if (this.#remotes.canBeAsked(primaries)) return { kind: 'primary', from: readPrimaryOf(primaries, known) }
      // Reports why none of them can be asked.
      this.#remotes.of(primaries, view.body, known.lose, true)
    }
    const name = plainName(shown)
    const file = find(body, 'file')
    const format = wordAt(find(body, 'masterfile-format') ?? TEXT, 1).toLowerCase()
    if (!['primary', 'master'].includes(type) || file === undefined || format !== 'text') {
      // A type for recursion only: the report has a heading of its own for that.
      if (!RESOLVED_TYPES.has(type))
        this.#lose(statement, `zone "${shown}" of type ${type}${format === 'text' ? '' : `, in the format ${format}`}`)
      return undefined
    }
    const words: { readonly [word: string]: string } = { name, view: view.name, type }
    const written = wordAt(file, 1).replaceAll(/\$(name|view|type)/g, (_, word: string) => words[word]!)
    const records = this.#spoken.faces?.get(written)
    if (records !== undefined) return { kind: 'file', path: written, locate: () => written, records }
    const named = this.#files.locator()
    const path = named(written)
    const locate = this.#spoken.includesBeside ? beside(named, path) : named
    if (existsSync(`${path}.jnl`))
      this.#lose(statement, `changes of the zone "${shown}" in ${written}.jnl: run rndc sync first`)
    return { kind: 'file', path, locate }
  }

  #bodyOf({ block = [] }: Statement): readonly Statement[] {
    const used = find(block, 'template')
    const template = used && this.#templates.get(wordAt(used, 1))?.block
    const inherited = (template ?? []).filter((one) => !block.some((own) => keyword(own) === keyword(one)))
    return [...block, ...inherited]
  }

  #limit(statement: Statement | undefined, acls = this.#acls): Limit | undefined {
    if (statement === undefined) return undefined
    const elements = statement.block ?? []
    return { acl: acls.read(elements), text: listText(elements) }
  }

  /** The clients for whom named resolves; undefined: nobody. */
  #recursion({ body }: RawView): Recursion | undefined {
    const scopes = [body, this.#options]
    const statement = effective(scopes, 'recursion')
    if (statement && isNo(wordAt(statement, 1))) return undefined
    // named's documentation: allow-recursion and allow-query-cache default to each other, then to allow-query.
    const of = (...keys: string[]) => {
      const found = keys.map((key) => effective(scopes, key)).find((one) => one !== undefined)
      return this.#limit(found ?? readStatements(OWN_NETWORKS, this.#path)[0], this.#silentAcls)!
    }
    for (const key of ['allow-recursion', 'allow-query-cache']) {
      const own = effective(scopes, key)
      if (own && isEmptyList(own)) return undefined
    }
    const limits = [
      of('allow-recursion', 'allow-query-cache', 'allow-query'),
      of('allow-query-cache', 'allow-recursion', 'allow-query'),
    ]
    return { limits, statement }
  }

  #loseUnknown(statements: readonly Statement[], read: ReadonlySet<string>, what: (key: string) => string): void {
    for (const one of statements) {
      const key = keyword(one)
      const told = WIDENS[key]
      if (told !== undefined) this.#widen(one, `${what(key)}: ${told}`)
      else if (!read.has(key) && !saysNothing(one) && !(read === OPTIONS_READ && isCarried(key)))
        this.#lose(one, key in ELSEWHERE ? `${what(key)}: ${ELSEWHERE[key]}` : what(key))
    }
  }

  /** Reports views of whose clients we cannot read a part: these get a view behind. */
  #tellUnreadableClients(views: readonly NamedView[]): void {
    for (const { clients, name, statement } of views.slice(0, -1))
      for (const text of new Set(unreadableIn(clients)))
        if (statement)
          this.#widen(
            find(statement.block ?? [], 'match-clients') ?? statement,
            `"${text}" in match-clients of the view "${name}": whoever it means gets one of the views behind it`,
          )
  }

  /** Reports once, however many zones and views inherit the statement. */
  #lose({ file, line }: Statement, why: string): void {
    const text = `${file}:${line}: ${why}`
    if (this.#told.has(text)) return
    this.#told.add(text)
    this.#lost.push({ file, line, why })
  }

  #widen({ file, line }: Statement, why: string): void {
    this.#widened.push({ file, line, why })
  }
}

type RawView = Pick<NamedView, 'name' | 'clients' | 'destinations' | 'statement'> & {
  readonly body: readonly Statement[]
  /** The statements of its zones. */
  readonly statements: readonly Statement[]
}

/** named's defaults. */
const TEXT = readStatements('masterfile-format text;', '')[0]!
const OWN_NETWORKS = 'allow-recursion { localnets; localhost; };'

const READ: ReadonlySet<string> = new Set(['options', 'acl', 'view', 'zone', 'template', 'tls', 'http'])
/** Statements that a zone may inherit from its view or the options. */
const INHERITED = ['allow-query', 'allow-query-on', 'allow-transfer', 'allow-notify', 'also-notify', 'notify']
const OPTIONS_READ: ReadonlySet<string> = new Set([
  ...INHERITED,
  'directory',
  'listen-on',
  'listen-on-v6',
  'port',
  'tls-port',
  'https-port',
  'catalog-zones',
])
const VIEW_READ: ReadonlySet<string> = new Set([
  ...INHERITED,
  'match-clients',
  'match-destinations',
  'match-recursive-only',
  'zone',
  'catalog-zones',
  'rate-limit',
])
const ZONE_READ: ReadonlySet<string> = new Set([...INHERITED, 'type', 'file', 'masterfile-format', 'template'])

/** What to do in place of a statement that we do not carry over. */
const ELSEWHERE: { readonly [key: string]: string } = {
  'allow-update': 'what these clients change by updates stays as the file has it until you edit the file',
  'allow-update-forwarding': 'who sends updates sends them to the primary itself',
  'update-policy': 'what these clients change by updates stays as the file has it until you edit the file',
  'statistics-channels': 'give "http" an address',
}

const WIDENS: { readonly [key: string]: string } = {
  'response-policy': 'what it withholds from clients, and whom it shuts out, is answered',
  plugin: 'what it withholds from clients is answered',
  dlz: 'what it withholds from clients is answered',
}

/** Types of zones for recursion only. */
const RESOLVED_TYPES: ReadonlySet<string> = new Set(['hint', 'redirect'])

/** Finds paths behind $INCLUDE for servers that start them from the file's folder. */
function beside(find: (written: string) => string, path: string): (written: string) => string {
  return (written) => (isAbsolute(written) ? find(written) : join(dirname(path), written))
}

/** Whether named answers for names in such a zone from it alone, and never from the zone above. */
function takesNames(body: readonly Statement[]): boolean {
  return !['hint', 'redirect', 'forward', 'delegation-only'].includes(typeOf(body))
}

function typeOf(body: readonly Statement[]): string {
  const type = find(body, 'type')
  return type ? wordAt(type, 1).toLowerCase() : 'primary'
}
