// Puts one step of the path into words.

import type { Step } from './explanation.ts'

export function stepText(step: Step): string {
  const { name, kind, at, target } = step
  switch (kind) {
    case 'answer':
      return `${exists(step)}, and has the type asked for`
    case 'nodata':
      return step.types?.length === 0
        ? `${exists(step)} because names below it do, and has no records (an empty non-terminal)`
        : `${exists(step)}, but has only ${step.types?.join(', ')}`
    case 'nxdomain':
      return `${name} does not exist: the closest encloser is ${step.closestEncloser}, and it has no wildcard`
    case 'referral':
      return at === name ? `${name} is delegated` : `${name} lies below the cut at ${at}, which is delegated`
    case 'alias':
      return `${exists(step)}, and is an alias of ${target}`
    case 'dname':
      return target === undefined
        ? `${name} lies below the DNAME at ${at}, and would become too long`
        : `${name} lies below the DNAME at ${at}, which makes it ${target}`
    case 'elsewhere':
      return `${name} is in no zone of this view`
    case 'withheld':
      return `${name} is refused in this view, whatever the zone above says`
    case 'refused':
      return `${name} is in a zone of which nothing can be served`
    default:
      return kind satisfies never
  }
}

function exists({ name, wildcard, closestEncloser }: Step): string {
  if (wildcard === undefined) return `${name} exists`
  return `${name} does not exist: the closest encloser is ${closestEncloser}, and ${wildcard} stands for it`
}
