// What the rest of the program gets to know of the configuration: plain data, never changed, fit to be sent to a thread.

import type { Prefix } from '../../views/prefix.ts'
import type { Place } from '../findings/problem.ts'
import type { AccessSettings } from './access.ts'
import type { OptionValues } from './holds.ts'
import type { NamePattern } from './name-pattern.ts'
import type { OneSourceSettings, ReverseSetting } from './one-source.ts'
import type { LogSettings, OperationsSettings } from './operations.ts'
import type { PrimarySetting } from './primaries.ts'
import type { RuleSetting } from './rule-settings.ts'
import type { ConfigFile } from './schema.ts'
import type { SecondarySetting } from './secondaries.ts'
import type { TransferSetting } from './transfers.ts'

export type Settings = OneSourceSettings & {
  /** Absolute path of the configuration file. */
  readonly file: string
  readonly listen: readonly ListenSetting[]
  readonly workers: number
  readonly udp: ConfigFile['udp']
  readonly state: PathSetting
  /** A view is known to other parts by its index here. */
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
  }
  readonly access: AccessSettings
  readonly primaries: readonly PrimarySetting[]
  readonly secondaries: readonly SecondarySetting[]
  readonly transfers: readonly TransferSetting[]
  readonly log: LogSettings
  readonly operations: OperationsSettings
  /** By key, to tell what a reload changes. */
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
  /** Missing where nobody wrote the address down. */
  readonly place?: Place
}

export type PathSetting = {
  readonly path: string
  /** As it stands in the configuration, for messages. */
  readonly written: string
  readonly place?: Place
}

export type ViewSetting = {
  readonly name: string
  readonly prefixes: readonly (Prefix & { readonly place?: Place })[]
  /** Strangers ask here: nothing private may be seen. */
  readonly public: boolean
  /** Names, in wire form, at and below which the zones above say nothing. */
  readonly refused?: readonly Uint8Array[]
  readonly place?: Place
}

export type ZoneSetting = {
  /** With its final dot, in the case in which it is written. */
  readonly name: string
  /** In wire form, uncompressed. */
  readonly origin: Uint8Array
  /** In the order of the views; a view without a face does not know the zone. */
  readonly faces: readonly FaceSetting[]
  readonly place: Place
}

/** What one view's version of a zone is made of. `path` is its first file, or the configuration where it has none. */
export type FaceSetting = PathSetting & {
  readonly view: number
  /** Files laid over the first, in this order. */
  readonly over?: readonly PathSetting[]
  /** Made from another view's face; there is no file. */
  readonly derived?: DerivedSetting
  /** Made of nothing but what `reverse` puts into it; there is no file. */
  readonly generated?: true
  /** Completed with names of the prefix's addresses. */
  readonly reverse?: ReverseSetting
}

export type DerivedSetting = {
  /** Index of the view. */
  readonly from: number
  /** In the order in which they are applied. */
  readonly rules: readonly DeriveRule[]
}

export type DeriveRule = { readonly text: string; readonly place: Place } & (
  | { readonly kind: 'mx' | 'drop' }
  | { readonly kind: 'hide' | 'keep'; readonly names: readonly NamePattern[] }
  | { readonly kind: 'map'; readonly from: Prefix; readonly to: Prefix }
)
