// How many columns of a terminal a text takes, so that a caret stands under the right character.

/** Columns of text without control characters: two for East Asian wide forms and emoji, none for combining marks. */
export function columns(text: string): number {
  let sum = 0
  for (const character of text)
    sum += character < '\u0300' ? 1 : combining.test(character) ? 0 : wide.test(character) ? 2 : 1
  return sum
}

const combining = /[\p{Mn}\p{Me}\u1160-\u11ff]/u
// Unicode Standard Annex 11, classes W and F, in blocks.
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u
