// Makes settings of the configuration file, or finds everything that is wrong with it. Never throws for what the file holds.

import { isUtf8 } from 'node:buffer'
import { availableParallelism } from 'node:os'
import { dirname, resolve } from 'node:path'
import * as v from 'valibot'
import type { Said } from '../../dns/said.ts'
import { readRegular, TooLargeFile } from '../../system/regular-file.ts'
import type { Place, Problem } from '../findings/problem.ts'
import { saying } from '../findings/told.ts'
import { readAccess } from './access.ts'
import { readCatalogs } from './catalogs.ts'
import { requireGateways, withReverse } from './faces.ts'
import { readListen } from './listen.ts'
import { listZones, readLists } from './lists.ts'
import { readOneSource } from './one-source.ts'
import { openFailure, openFix } from './open-failure.ts'
import { readOperations } from './operations.ts'
import { readPrimaries } from './primaries.ts'
import { readRules } from './rule-settings.ts'
import { say } from './says.ts'
import { configSchema } from './schema.ts'
import { readSecondaries } from './secondaries.ts'
import type { Settings } from './settings.ts'
import { fit } from './shape.ts'
import { readSign } from './sign.ts'
import { type NamedFile, type NamedFinding, type NamedFolder, SourceText } from './source-text.ts'
import { readTransfers } from './transfers.ts'
import { plain, readTree, type Tree, treeAt } from './tree.ts'
import { checkPrimaryKeys, readTsig, withPeerKeys } from './tsig.ts'
import { noteUnusable } from './unusable.ts'
import { readUpdates } from './updates.ts'
import { readViews, reportRefusedZones, warnOfIdleViews } from './views.ts'
import { warnOfUnknownZones } from './zone-name.ts'
import { readZones } from './zones.ts'

export type LoadedConfig = {
  /** Missing if and only if there is an error among the problems. */
  readonly settings?: Settings
  /** In the order of the file. */
  readonly problems: readonly Problem[]
  /** Other files and folders that the reader looked into, for secrets and certificates. */
  readonly named?: readonly (NamedFile | NamedFolder | NamedFinding)[]
}

/** Messages name `path` as it is given. */
export function loadConfig(path: string): LoadedConfig {
  let bytes: Uint8Array
  try {
    bytes = readConfigFile(path)
  } catch (error) {
    if (error instanceof TooLargeFile) return tooLarge(path)
    return unreadable(
      path,
      say('config-unopened', { why: openFailure(error) }),
      openFix(path, error, say('name-config')),
    )
  }
  return parseConfig(path, bytes)
}

/** The octets of a configuration. Throws UnfitFile and system errors. */
export function readConfigFile(path: string): Buffer<ArrayBuffer> {
  return readRegular(path, MAX_SIZE)
}

/**
 * As loadConfig(), for octets that somebody has read. Opens the files and folders that the configuration names for keys, secrets,
 * certificates and users, and no zone file.
 */
export function parseConfig(path: string, bytes: Uint8Array): LoadedConfig {
  if (bytes.length > MAX_SIZE) return tooLarge(path)
  const text = decode(bytes)
  if (typeof text !== 'string') return unreadable(path, text.message, say('save-text-as-utf8'), text.line)
  const source = new SourceText(path, text)
  const tree = readTree(source)
  const settings = tree && readSettings(source, tree)
  const problems = source.problems.toSorted((a, b) => a.place.line - b.place.line || a.place.column - b.place.column)
  const { named } = source
  if (settings === undefined || problems.some(({ severity }) => severity === 'error')) return { problems, named }
  return { settings, problems, named }
}

function readSettings(source: SourceText, tree: Tree): Settings | undefined {
  const fitting = fit(source, tree, configSchema)
  if (fitting === undefined) return undefined
  noteUnusable(source, tree, fitting)
  const file = v.parse(configSchema, plain(fitting))
  const folder = dirname(resolve(source.file))
  const views = readViews(source, tree, fitting, file.views, folder)
  const listen = readListen(source, fitting, file.listen, views, folder)
  const oneSource = readOneSource(source, fitting, file, views)
  const primaries = readPrimaries(source, fitting, file.primaries, { listen, folder })
  const ownZones = withReverse(
    source,
    readZones(source, tree, fitting, folder, { views, primaries }),
    oneSource.reverse,
    views,
  )
  const stateTree = treeAt(fitting, 'state')
  const workers = file.workers ?? availableParallelism()
  const state = {
    path: resolve(folder, file.state),
    written: file.state,
    ...(stateTree && { place: source.place(stateTree.span) }),
  }
  const named = readTsig(source, fitting, file, { folder, state: state.path, views })
  const lists = readLists(source, fitting, file.lists, { folder, views, zones: ownZones, tsig: named.tsig })
  const zones = [...ownZones, ...listZones(lists, views)]
  requireGateways(source, zones, oneSource.mail)
  reportRefusedZones(source, fitting, views, zones)
  warnOfIdleViews(source, tree, listen)
  warnOfUnknownZones(source, fitting, zones)
  const secondaries = readSecondaries(source, fitting, { views, zones, listen })
  const keys = withPeerKeys(source, fitting, named, { secondaries, views, state: state.path })
  checkPrimaryKeys(source, fitting, keys, primaries, zones)
  const { access } = readAccess(source, fitting, file, folder, views)
  return {
    file: resolve(source.file),
    listen,
    workers,
    udp: file.udp,
    state,
    views,
    zones,
    rules: readRules(source, fitting, file.rules),
    minimalResponses: file['minimal-responses'],
    ednsBufferSize: file['edns-buffer-size'],
    tcp: {
      connections: file.tcp.connections,
      connectionsPerClient: file.tcp['connections-per-client'],
      idleTimeout: file.tcp['idle-timeout'],
      handshakesPerNetwork: file.tcp['handshakes-per-network'],
    },
    access,
    ...keys,
    primaries,
    secondaries,
    transfers: readTransfers(source, fitting, { views, zones, listen, folder, tsig: keys.tsig }),
    updates: readUpdates(source, fitting, file.updates, { views, zones, listen, tsig: keys.tsig }),
    catalogs: readCatalogs(source, fitting, file.catalogs, { views, zones, primaries, secondaries, tsig: keys.tsig }),
    lists,
    sign: readSign(source, fitting, file, { views, zones, secondaries }),
    ...oneSource,
    ...readOperations(source, fitting, file, folder),
    // Values as understood: another way to write the same is no change, and another secret in the same file is one.
    options: {
      ...file,
      ...{ workers, state: state.path, views: [views, access.views], cookies: access.cookies },
      'ecs-from': access.ecsFrom,
      listen: listen.map(({ view, ...entry }) => [entry, views[view]?.name]),
    },
  }
}

/** Far above what 10,000 zones and 10,000 prefixes take. */
const MAX_SIZE = 16 * 1024 * 1024

function decode(bytes: Uint8Array): string | { message: Said; line?: number } {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    return { message: say('config-utf16') }
  const zero = bytes.indexOf(0)
  if (zero >= 0) return { message: say('config-binary'), line: lineOf(bytes, zero) }
  const text = new TextDecoder().decode(bytes)
  const strange = Buffer.from(text).indexOf(REPLACEMENT)
  if (strange < 0 || isUtf8(bytes)) return text
  return { message: say('config-not-utf8'), line: lineOf(Buffer.from(text), strange) }
}

/** The decoder puts this in place of octets that are no UTF-8. */
const REPLACEMENT = Buffer.from('\ufffd')

function lineOf(bytes: Uint8Array, offset: number): number {
  let line = 1
  for (let at = bytes.indexOf(0x0a); at >= 0 && at < offset; at = bytes.indexOf(0x0a, at + 1)) line++
  return line
}

function tooLarge(path: string): LoadedConfig {
  return unreadable(path, say('config-too-large', { most: MAX_SIZE }))
}

/** The result for a configuration that cannot be read at all. */
export function unreadable(file: string, message: Said, fix?: Said, line = 1): LoadedConfig {
  const place: Place = { file, line, column: 1, length: 1 }
  return { problems: [{ rule: 'config-unreadable', severity: 'error', ...saying(message, fix), place }] }
}
