// Reads the bytes of a text file from a spreadsheet: UTF-8 where they are, Windows-1252 otherwise.

/** The text of a file. */
export function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
