// One face and its layer, without a server: messages are judged, and what comes of them is served at once.

import { nameText } from '../../src/dns/name-text.ts'
import { rcodeName } from '../../src/dns/rcodes.ts'
import { printRdata } from '../../src/dns/rdata/rdata.ts'
import { typeName } from '../../src/dns/types.ts'
import { nextSerial } from '../../src/store/serials.ts'
import { recordsOf } from '../../src/supply/faces/records.ts'
import type { UpdateRule } from '../../src/text/config/updates.ts'
import { type Asking, type Judgement, judgeUpdate } from '../../src/update/judge.ts'
import { Layer } from '../../src/update/layer.ts'
import { changesOver, livingSets, unfitSets } from '../../src/update/over.ts'
import { readUpdate, type Update } from '../../src/wire/update-message.ts'
import type { Changeset } from '../../src/zone/changeset.ts'
import { Editor } from '../../src/zone/editor.ts'
import { fold } from '../../src/zone/fold.ts'
import { roomFor } from '../../src/zone/room.ts'
import { changesToSerial, serialAfter } from '../../src/zone/soa-serial.ts'
import { Zone } from '../../src/zone/zone.ts'
import { updateMessage, type Written } from './update-message.ts'
import { zoneOf } from './zones.ts'

export const ORIGIN = 'example.com.'

/** Whoever has the key may change all of the zone, whatever it is. */
export const everything: UpdateRule = {
  key: 'any',
  from: undefined,
  zones: [{ name: new Uint8Array([0]), below: true, self: true }],
  names: undefined,
  types: [...Array(65536).keys()].filter((type) => type > 0),
  views: undefined,
  lease: undefined,
  maxLease: undefined,
  proof: true,
  place: { file: 'janus.yaml', line: 1, column: 1, length: 1 },
}

export const asking: Asking = {
  key: 'any',
  address: Uint8Array.of(192, 0, 2, 9),
  proven: true,
  by: { key: 'any', address: '192.0.2.9' },
  now: 1_000_000,
}

export class LayeredFace {
  base: Zone
  zone: Zone
  readonly layer = new Layer()
  now = asking.now

  /** A text, or a zone that others have made of one. */
  constructor(text: string | Zone) {
    this.base = typeof text === 'string' ? zoneOf(ORIGIN, text) : text
    this.zone = this.base
  }

  /** The rcode, and what was judged. */
  change(lines: readonly string[], written: Written = {}, rules: readonly UpdateRule[] = [everything]): Judgement {
    return this.judge(readUpdate(updateMessage(ORIGIN, lines, written)) as Update, rules)
  }

  judge(update: Update, rules: readonly UpdateRule[] = [everything]): Judgement {
    const { zone, base, layer, now } = this
    const judged = judgeUpdate(update, { view: 'internal', zone, base, layer }, rules, { ...asking, now })
    if (judged.kind === 'good') {
      for (const set of judged.sets) layer.put(set, now)
      this.zone = edited(zone, judged.changes)
    }
    return judged
  }

  /** What a start, or a reload of `base`, would serve of it. */
  over(base = this.base): Zone {
    const sets = livingSets(this.layer.each(), this.now)
    const unfit = new Map(unfitSets(base, sets, this.now).map(({ set }) => [`${set.type} ${nameText(set.owner)}`, set]))
    const fitting = sets.map((set) => unfit.get(`${set.type} ${nameText(set.owner)}`) ?? set)
    const changes = changesOver(base, fitting, this.now)
    return changes.removed.count + changes.added.count === 0 ? base : appliedTo(base, changes)
  }

  get records(): string[] {
    return textsOf(this.zone)
  }
}

function edited(zone: Zone, changes: Changeset): Zone {
  if (changes.removed.count + changes.added.count === 0) return zone
  const own = serialAfter(changes)
  return appliedTo(zone, own === undefined ? changesToSerial(changes, zone, nextSerial(zone.serial)) : changes)
}

function appliedTo(zone: Zone, changes: Changeset): Zone {
  const edition = new Editor(fold(zone, roomFor(zone, changes))).edit(changes)
  if (edition instanceof Zone) return edition
  throw new Error(`${edition.kind} ${'owner' in edition ? nameText(edition.owner) : ''}`)
}

/** Without the zone's own SOA: `www 60 A 192.0.2.1`, sorted. */
export function textsOf(zone: Zone): string[] {
  return recordsOf(zone)
    .filter(({ type }) => type !== 6)
    .map(({ owner, type, ttl, rdata }) => {
      const name = nameText(owner).replace(/\.?example\.com\.$/, '') || '@'
      return `${name} ${ttl} ${typeName(type)} ${printRdata(type, rdata, 0, rdata.length)}`
    })
    .sort()
}

export function rcodeOf(judged: Judgement): string {
  return judged.kind === 'good' ? 'NOERROR' : rcodeName(judged.rcode)
}
