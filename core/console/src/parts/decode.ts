// Reads the bytes of a text file from a spreadsheet: UTF-16 with its mark, UTF-8 where they are, Windows-1252
// otherwise. A workbook is no text.

/** The text of a file; undefined for a workbook (a ZIP archive) saved as such. */
export function textOf(bytes: Uint8Array): string | undefined {
  const [a, b] = bytes;
  if (a === 0x50 && b === 0x4b) return undefined;
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return new TextDecoder(a === 0xff ? 'utf-16le' : 'utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** Bytes in base64, as JSON carries them. */
export function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(text);
}
