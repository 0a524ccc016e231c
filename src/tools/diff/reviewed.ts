// When a reviewed setting (something that somebody looked at and found right) still holds: until its last day.

import type { ReviewedSetting } from '../../text/config/one-source.ts'

/** `2027-03-31`, in the time zone of this process. */
export function today(now = new Date()): string {
  const two = (number: number) => String(number).padStart(2, '0')
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
}

/** The setting that counts among several that cover one thing: one that still holds goes before one that has expired. */
export function inForce<Reviewed extends Pick<ReviewedSetting, 'until'>>(
  covering: readonly Reviewed[],
  day: string,
): Reviewed | undefined {
  return covering.find((one) => !isExpired(one, day)) ?? covering[0]
}

export function isExpired({ until }: Pick<ReviewedSetting, 'until'>, day: string): boolean {
  return until !== undefined && until < day
}

export function placeText({ place }: Pick<ReviewedSetting, 'place'>): string {
  return `${place.file}:${place.line}`
}
