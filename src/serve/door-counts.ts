// Counts at the doors of a thread that shakes hands, in shared memory: that thread writes now and then, everybody reads.

const NAMES = [
  'shaken',
  'resumed',
  'failed',
  'refused',
  'accepted',
  'displaced',
  'crowded',
  'open',
  'strangers',
  'broken',
  'resets',
] as const

export type DoorCounts = Readonly<Record<DoorCount, number>>
export type DoorCount = (typeof NAMES)[number]

export function doorCountsRoom(): SharedArrayBuffer {
  return new SharedArrayBuffer(NAMES.length * Float64Array.BYTES_PER_ELEMENT)
}

export function writeDoorCounts(room: SharedArrayBuffer, counts: Partial<DoorCounts>): void {
  const cells = new Float64Array(room)
  for (const [i, name] of NAMES.entries()) cells[i] = counts[name] ?? 0
}

/** Sums the counts of all threads. */
export function sumDoorCounts(rooms: readonly SharedArrayBuffer[]): DoorCounts {
  const all = rooms.map((room) => new Float64Array(room))
  const sum = (i: number) => all.reduce((total, cells) => total + cells[i]!, 0)
  return Object.fromEntries(NAMES.map((name, i) => [name, sum(i)])) as Record<DoorCount, number>
}
