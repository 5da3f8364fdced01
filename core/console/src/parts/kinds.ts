// The kinds of site that a country's field knows, for the assistant, before an organisation exists.
// Afterwards the API tells the kinds, the organisation's own included.

const france = ['creche-collective', 'multi-accueil', 'micro-creche', 'creche-familiale', 'halte-garderie', 'jardin-enfants', 'assistant-maternel', 'mam', 'rpe', 'ecole'];
const quebec = ['cpe', 'cpe-installation', 'bureau-coordonnateur', 'milieu-familial', 'garderie', 'halte-garderie', 'ecole'];

/** The kinds for a wording, the commonest first. */
export const kindsOf = (wording: string): readonly string[] => (wording.endsWith('-CA') ? quebec : france);
