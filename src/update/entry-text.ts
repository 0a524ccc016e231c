// Tells people where a record comes from that stands in no file.

import type { Said } from '../dns/said.ts'
import { equalKey } from '../zone/same.ts'
import type { LayerEntry, LayerSets } from './entry.ts'
import { say } from './says.ts'

/** `dynamic, by key acme at 2026-11-28T14:00:00Z, until 2026-11-28T15:00:00Z` */
export function saidOf({ by: { key, address }, at, until }: LayerEntry): Said {
  const told =
    key === undefined
      ? say('entry-from', { address, at: timeText(at) })
      : say('entry-by-key', { key, at: timeText(at) })
  return until === undefined ? told : say('entry-until', { told, until: timeText(until) })
}

function timeText(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z')
}

/** The entry of a record that a message has added; undefined for a record of the source. */
export function addedEntry(
  layer: LayerSets | undefined,
  owner: Uint8Array,
  type: number,
  rdata: Uint8Array,
): LayerEntry | undefined {
  return layer?.get(owner, type)?.added.get(equalKey(type, rdata, 0, rdata.length))
}
