// French typography, applied to texts that were written with plain spaces and straight apostrophes.
//
// France puts a narrow no-break space before ; : ! ? and within « ». Québec puts a no-break space before the
// colon and within « », and nothing before ; ! ?. A sign that has no space before it in the source (an
// address, a time in a code) is left alone. Setting a text that is set already changes nothing.
//
// English is left as it is written, but for a sentence that ends with “p.m.”: its own full stop falls away.

const narrow = '\u202f';
const wide = '\u00a0';

/** Sets a text in the typography of its locale. */
export function typeset(locale: string, text: string): string {
  if (!locale.startsWith('fr')) return text.replace(/(?<=\b[ap]\.m\.)\./g, '');
  const canada = locale === 'fr-CA';
  const space = canada ? wide : narrow;
  return text
    .replace(/(?<=\p{L})'(?=\p{L})/gu, '’')
    .replace(/ +([;!?])/g, canada ? '$1' : `${narrow}$1`)
    .replace(/ +:/g, `${space}:`)
    .replace(/«[ \u00a0\u202f]*/g, `«${space}`)
    .replace(/[ \u00a0\u202f]*»/g, `${space}»`)
    .replace(/(\d) (h|%|min|s|€|\$|kB|Ko|Mo)(?![\p{L}])/gu, `$1${wide}$2`)
    .replace(/(?<=\d h) (?=\d)/g, wide)
    .replace(/(\d\u00a0h) (?=\d)/g, `$1${wide}`)
    .replace(/(?<=\d) (?=\d{3}(?!\d))/g, narrow);
}
