// Makes names of zone files from patterns of knot.conf, which take parts of the zone's name.

/**
 * knot.conf(5), file: %s the name, %c[N] and %c[N-M] characters, %l[N] a label from the right, %% a percent sign. Undefined: the pattern
 * has another mark.
 */
export function fileOfZone(pattern: string, zone: string): string | undefined {
  const name = zone.toLowerCase().replace(/(.)\.$/, '$1')
  let unknown = false
  const text = pattern.replaceAll(
    /%(%|s|c\[(\d+)(?:-(\d+))?\]|l\[(\d+)\]|.?)/gs,
    (_, what: string, from, to, label) => {
      if (what === '%') return '%'
      if (what === 's') return name.replaceAll('/', '_')
      // Knot counts the final dot as a character.
      if (from !== undefined) return `${name}.`.slice(Number(from), Number(to ?? from) + 1)
      if (label !== undefined) return name.split('.').at(-1 - Number(label)) ?? ''
      unknown = true
      return ''
    },
  )
  return unknown ? undefined : text
}
