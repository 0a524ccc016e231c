// Makes JSON safe for a terminal: JSON.stringify escapes control characters below 0x20, and this the others.

/** The same document with everything that a terminal might obey written as \u escapes. */
export function unreadableEscaped(json: string): string {
  return json.replaceAll(/[\x7f-\x9f\p{Bidi_Control}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  )
}
