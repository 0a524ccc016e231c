// The configuration as the rest of the program sees it: plain data that never changes and can be sent to threads.

import type { Prefix } from '../../views/prefix.ts'
import type { Place } from '../findings/problem.ts'
import type { AccessSettings } from './access.ts'
import type { CatalogSetting } from './catalogs.ts'
import type { OptionValues } from './holds.ts'
import type { ListSetting } from './lists.ts'
import type { OneSourceSettings } from './one-source.ts'
import type { LogSettings, OperationsSettings } from './operations.ts'
import type { PrimarySetting } from './primaries.ts'
import type { RuleSetting } from './rule-settings.ts'
import type { ConfigFile } from './schema.ts'
import type { SecondarySetting } from './secondaries.ts'
import type { SignSetting } from './sign-setting.ts'
import type { FaceSetting, PathSetting } from './sources.ts'
import type { TransferSetting } from './transfers.ts'
import type { KeySettings } from './tsig.ts'
import type { UpdateRule } from './updates.ts'

export type Settings = OneSourceSettings &
  KeySettings & {
    /** Absolute path of the configuration file. */
    readonly file: string
    readonly listen: readonly ListenSetting[]
    readonly workers: number
    readonly udp: ConfigFile['udp']
    readonly state: PathSetting
    /** Other parts know a view by its index here. */
    readonly views: readonly ViewSetting[]
    readonly zones: readonly ZoneSetting[]
    /** Rules of zonecheck that count otherwise than by default. */
    readonly rules: readonly RuleSetting[]
    readonly minimalResponses: boolean
    readonly ednsBufferSize: number
    /** Times are in milliseconds. */
    readonly tcp: {
      readonly connections: number
      readonly connectionsPerClient: number
      readonly idleTimeout: number
      /** TLS handshakes in a second; 0: as many as come. */
      readonly handshakesPerNetwork: number
    }
    readonly access: AccessSettings
    readonly primaries: readonly PrimarySetting[]
    readonly secondaries: readonly SecondarySetting[]
    readonly transfers: readonly TransferSetting[]
    readonly updates: readonly UpdateRule[]
    readonly catalogs: readonly CatalogSetting[]
    readonly lists: readonly ListSetting[]
    readonly sign: readonly SignSetting[]
    readonly log: LogSettings
    readonly operations: OperationsSettings
    /** Values by key, to tell what a reload changes. */
    readonly options: OptionValues
  }

export type ListenSetting = {
  readonly family: 4 | 6
  /** Without brackets. */
  readonly address: string
  /** 0 asks the system for a free one. */
  readonly port: number
  /** Index of the view that the address is tied to, or -1: the client's address decides. */
  readonly view: number
  /** The one protocol that it speaks; missing where it speaks UDP and TCP. */
  readonly by?: readonly ['tls'] | readonly ['https']
  /** Certificate and key of this address; `self-signed` where the configuration gives none. Missing where nothing is encrypted. */
  readonly pair?: PairSetting | 'self-signed'
  /** Proxies, which must send a PROXY header; Janus drops messages of all others. */
  readonly proxies?: readonly Prefix[]
  /** The header stands inside TLS. */
  readonly proxyInsideTls?: true
  /** Missing for default addresses. */
  readonly place?: Place
}

/** Files in PEM. */
export type PairSetting = { readonly certificate: PathSetting; readonly key: PathSetting }

export type ViewSetting = {
  readonly name: string
  readonly prefixes: readonly (Prefix & { readonly place?: Place })[]
  /** Strangers ask here: nothing private may be seen. */
  readonly public: boolean
  /** Files of certificates: a client that shows one of them, or one that they have issued, gets this view. */
  readonly certificates?: readonly PathSetting[]
  /** Names, in wire form, at and below which the view refuses to answer. */
  readonly refused?: readonly Uint8Array[]
  readonly place?: Place
}

export type ZoneSetting = {
  /** With its final dot, in the case in which it is written. */
  readonly name: string
  /** In wire form, uncompressed. */
  readonly origin: Uint8Array
  /** In the order of the views; a view without a face does not have the zone. */
  readonly faces: readonly FaceSetting[]
  readonly place: Place
}
