// Names as lists of labels, each a string with one character an octet: slow and obvious, for generators and references.

export type Labels = readonly string[]

/** Absolute, with a final dot; every octet that means something in a master file is escaped. */
export function labelsText(labels: Labels): string {
  return labels.length === 0 ? '.' : labels.map((label) => `${escapeLabel(label)}.`).join('')
}

/** The same for names that compare equal (RFC 4343 §3). */
export function keyOf(labels: Labels): string {
  return labelsText(labels.map(lower))
}

export function sameLabels(a: Labels, b: Labels): boolean {
  return keyOf(a) === keyOf(b)
}

/** Whether `name` is `ancestor` or below it. */
export function isAtOrBelow(name: Labels, ancestor: Labels): boolean {
  return name.length >= ancestor.length && sameLabels(name.slice(name.length - ancestor.length), ancestor)
}

export function isBelow(name: Labels, ancestor: Labels): boolean {
  return name.length > ancestor.length && isAtOrBelow(name, ancestor)
}

/** Octets in wire form. */
export function wireLength(labels: Labels): number {
  return labels.reduce((sum, label) => sum + label.length + 1, 1)
}

export function wireOf(labels: Labels): Uint8Array {
  const octets = labels.flatMap((label) => [label.length, ...Array.from(label, (c) => c.charCodeAt(0))])
  return Uint8Array.from([...octets, 0])
}

export function labelsOf(wire: Uint8Array, at = 0): Labels {
  const labels: string[] = []
  for (let p = at; wire[p] !== 0; p += wire[p]! + 1)
    labels.push(String.fromCharCode(...wire.subarray(p + 1, p + 1 + wire[p]!)))
  return labels
}

function lower(label: string): string {
  return label.replace(/[A-Z]/g, (c) => c.toLowerCase())
}

function escapeLabel(label: string): string {
  return label.replace(/[^a-zA-Z0-9*_-]/g, (c) => `\\${String(c.charCodeAt(0)).padStart(3, '0')}`)
}
