// janus.yaml(5): every key, out of the schema that reads the file.

import { holdsText, type KeyEntry, type KeySection, keySections } from '../../src/text/config/reference.ts'
import { argument, literal, mdocPage, mdocSection, paragraphs, prose, tagged } from './mdoc.ts'

/** `example`: a configuration. */
export function configurationPage(example: string, also: readonly string[], date: number): string {
  return mdocPage({ title: 'janus.yaml', section: 5, date }, [
    ...mdocSection('NAME', ['.Nm janus.yaml', '.Nd configuration of the nameserver Janus']),
    ...mdocSection('DESCRIPTION', [...paragraphs(ABOUT), ...keySections().flatMap(keyPart)]),
    ...mdocSection(
      'FILES',
      tagged([
        ['Pa ./janus.yaml', ['Read where no configuration is named.']],
        ['Pa /etc/janus/janus.yaml', ['Read where the first is not there.']],
      ]),
    ),
    ...mdocSection('EXAMPLES', literal(example.trimEnd().split('\n'))),
    ...mdocSection(
      'SEE ALSO',
      also.map((page, i) => `.Xr ${page}${i < also.length - 1 ? ' ,' : ''}`),
    ),
  ])
}

const ABOUT = [
  'One YAML map. Paths in it start from its own folder; durations are written `250ms`, `10s`, `2m`, `1h30m`, `7d`.',
  '`janus check` tells every problem with its line and column; so does a reload, which then changes nothing.',
]

function keyPart({ holds, parts, ...entry }: KeySection): string[] {
  return [
    `.Ss ${entry.key}`,
    prose(`${formText(entry)} ${entry.description}`),
    prose(`Takes effect ${holdsText[holds]}.`),
    ...tagged(
      parts.map((part): [string, string[]] => [
        `Ic ${argument(part.key)}`,
        [prose(`${formText(part)} ${part.description}`)],
      ]),
    ),
  ]
}

function formText({ form, default: byDefault }: KeyEntry): string {
  return `It is ${form}${byDefault === undefined ? '' : `, ${byDefault}`}.`
}
