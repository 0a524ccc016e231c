// What the rest of the program gets to know of the configuration: plain data, never changed, fit to be sent to a thread.

import type { Place } from '../report/problem.ts'
import type { Prefix } from '../views/prefix.ts'
import type { LogSettings, OperationsSettings } from './operations.ts'
import type { ConfigFile } from './schema.ts'

export type Settings = {
  /** Absolute path of the configuration file. */
  readonly file: string
  readonly listen: readonly ListenSetting[]
  readonly workers: number
  readonly udp: ConfigFile['udp']
  readonly state: PathSetting
  /** A view is known to other parts by its index here. */
  readonly views: readonly ViewSetting[]
  readonly zones: readonly ZoneSetting[]
  readonly minimalResponses: boolean
  readonly ednsBufferSize: number
  /** Times are in milliseconds. */
  readonly tcp: {
    readonly connections: number
    readonly connectionsPerClient: number
    readonly idleTimeout: number
  }
  readonly log: LogSettings
  readonly operations: OperationsSettings
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
  readonly place?: Place
}

export type ZoneSetting = {
  /** With its final dot, in the case in which it is written. */
  readonly name: string
  /** In wire form, uncompressed. */
  readonly origin: Uint8Array
  /** In the order of the views; a view without a face does not know the zone. */
  readonly faces: readonly (PathSetting & { readonly view: number })[]
  readonly place: Place
}
