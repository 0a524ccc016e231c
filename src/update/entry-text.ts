// Tells people where a record comes from that no file has.

import { equalKey } from '../zone/same.ts'
import type { LayerEntry, LayerSets } from './entry.ts'

/** `dynamic, by key acme at 2026-11-28T14:00:00Z, until 2026-11-28T15:00:00Z` */
export function entryText({ by: { key, address }, at, until }: LayerEntry): string {
  const who = key === undefined ? `from ${address}` : `by key ${key}`
  return `dynamic, ${who} at ${timeText(at)}${until === undefined ? '' : `, until ${timeText(until)}`}`
}

function timeText(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z')
}

/** Of a record that a message has added; undefined for what the source has. */
export function addedEntry(
  layer: LayerSets | undefined,
  owner: Uint8Array,
  type: number,
  rdata: Uint8Array,
): LayerEntry | undefined {
  return layer?.get(owner, type)?.added.get(equalKey(type, rdata, 0, rdata.length))
}
