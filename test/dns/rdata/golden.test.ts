// Every type's text against its wire form and back, and what bad values are told: accepted.golden and refused.golden.
// GOLDEN=write makes both files anew from their first lines; the difference is then read like code.

import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import t from 'tap'
import { Octets } from '../../../src/dns/octets.ts'
import { layouts } from '../../../src/dns/rdata/layouts.ts'
import { decodeRdata, printRdata, validRdata } from '../../../src/dns/rdata/rdata.ts'
import { typeCode } from '../../../src/dns/types.ts'
import { hexOf, read } from './master-line.ts'

/**
 * Blocks of accepted.golden: the type and its text; `=` and the wire form in hexadecimal; `>` and the text as printed, where it
 * is another; `bind` and why BIND reads the text otherwise.
 * Blocks of refused.golden: the type and its text; `!` and the message; `fix:` and the repair.
 */
const accepted = blocksOf('accepted.golden')
const refused = blocksOf('refused.golden')

for (const block of accepted) {
  t.test(`reads ${block[0]}`, async (t) => t.strictSame(acceptedBlock(block), block))
}

for (const block of refused) {
  t.test(`refuses ${block[0]}`, async (t) => t.strictSame(refusedBlock(block), block))
}

t.test('every row has an example that is accepted and has all its octets looked at', async (t) => {
  for (const { mnemonic } of layouts) {
    t.ok(
      accepted.some(([line]) => line!.split(' ')[0] === mnemonic),
      mnemonic,
    )
  }
})

t.test('wire forms cut short or with an octet more are valid only where the last field goes to the end', async (t) => {
  const out = new Octets()
  for (const [line, wire] of accepted) {
    const type = typeCode(line!.split(' ')[0]!)!
    const octets = Buffer.from(wire!.slice(2), 'hex')
    for (let to = 0; to <= octets.length; to++) {
      out.clear()
      const valid = validRdata(type, octets, 0, to)
      t.equal(decodeRdata(type, octets, 0, to, out), valid, `${line} cut to ${to}`)
      if (valid) t.strictSame(out.view(), new Uint8Array(octets.subarray(0, to)))
    }
    t.ok(validRdata(type, octets, 0, octets.length), line!)
  }
})

const hasRrchecker = spawnSync('named-rrchecker', ['-h']).error === undefined
t.test(
  'BIND reads the same wire form from our examples and from what we print',
  {
    skip: !hasRrchecker && 'named-rrchecker (bind9-utils) is not installed',
  },
  async (t) => {
    for (const [line, wire, ...more] of accepted) {
      if (more.some((extra) => extra.startsWith('bind '))) continue
      const printed = more.find((extra) => extra.startsWith('> '))?.slice(2) ?? line!
      for (const text of new Set([line!, printed])) t.equal(rrchecker(text), wire!.slice(2), text)
    }
  },
)

function acceptedBlock([line, ...rest]: readonly string[]): string[] {
  const [mnemonic, text] = split(line!)
  const result = read(mnemonic, text)
  if (result.hex === undefined) return [line!, `refused: ${result.message}`]
  const octets = Buffer.from(result.hex, 'hex')
  const printed = `${mnemonic} ${printRdata(typeCode(mnemonic)!, octets, 0, octets.length)}`.trimEnd()
  const again = read(mnemonic, split(printed)[1])
  const block = [line!, `= ${result.hex}`.trimEnd()]
  if (printed !== line) block.push(`> ${printed}`)
  if (again.hex !== result.hex) block.push(`what is printed reads as ${again.hex ?? again.message}`)
  return [...block, ...rest.filter((extra) => extra.startsWith('bind '))]
}

function refusedBlock([line]: readonly string[]): string[] {
  const [mnemonic, text] = split(line!)
  const result = read(mnemonic, text)
  if (result.hex !== undefined) return [line!, `accepted: ${result.hex}`]
  return result.fix === undefined
    ? [line!, `! ${result.message}`]
    : [line!, `! ${result.message}`, `fix: ${result.fix}`]
}

function split(line: string): [string, string] {
  const space = line.indexOf(' ')
  return space < 0 ? [line, ''] : [line.slice(0, space), line.slice(space + 1)]
}

function blocksOf(file: string): string[][] {
  const url = new URL(file, import.meta.url)
  const blocks = readFileSync(url, 'utf8')
    .trimEnd()
    .split('\n\n')
    .map((block) => block.split('\n'))
  if (process.env.GOLDEN !== 'write') return blocks
  const made = blocks.map(file === 'accepted.golden' ? acceptedBlock : refusedBlock)
  writeFileSync(url, `${made.map((block) => block.join('\n')).join('\n\n')}\n`)
  return made
}

/** The wire form as BIND has it, or its complaint. */
function rrchecker(text: string): string {
  const { stdout, stderr } = spawnSync('named-rrchecker', ['-o', 'example.com', '-u'], { input: `IN ${text}\n` })
  const [, count, hex = ''] = /\\# (\d+) ?([0-9A-F ]*)/.exec(stdout.toString()) ?? []
  return count === undefined ? stderr.toString() : hexOf(Buffer.from(hex, 'hex'))
}
