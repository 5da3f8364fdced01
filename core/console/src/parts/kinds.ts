// The kinds of site that a country's field knows, for the assistant, before an organisation exists.
// Afterwards the API tells the kinds, the organisation's own included.

const france = ['creche-collective', 'multi-accueil', 'micro-creche', 'creche-familiale', 'halte-garderie', 'jardin-enfants', 'assistant-maternel', 'mam', 'rpe', 'ecole'];
const quebec = ['cpe', 'cpe-installation', 'bureau-coordonnateur', 'milieu-familial', 'garderie', 'halte-garderie', 'ecole'];

// What a unit of a kind mostly holds.
const held: Readonly<Record<string, string>> = { cpe: 'cpe-installation', 'bureau-coordonnateur': 'milieu-familial', rpe: 'assistant-maternel' };

/** The kind that is mostly added below a kind; undefined where there is no such. */
export const kindBelow = (kind: string | undefined): string | undefined => (kind ? held[kind] : undefined);

/** Kinds in the order in which somebody looks for them: the organisation's own, the country's, then the others. */
export function inOrder<K extends { name: string }>(kinds: readonly K[], wording: string): readonly K[] {
  const here = kindsOf(wording);
  const core = new Set([...france, ...quebec, 'group', 'territory']);
  const rank = ({ name }: K): number => (core.has(name) ? here.indexOf(name) + 1 || here.length + 1 : 0);
  return [...kinds].sort((a, b) => rank(a) - rank(b));
}

/** The kinds for a wording, the commonest first. */
export const kindsOf = (wording: string): readonly string[] => (wording.endsWith('-CA') ? quebec : france);
