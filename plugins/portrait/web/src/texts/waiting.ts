// Words of the card on the home page, French first. fr-CA says only what differs there.

import { catalog } from '@ribambelle/web/texts';

export const waiting = catalog({
  fr: {
    'portrait.waiting.open': '« {title} » est en cours, jusqu’au {date}.',
    'portrait.waiting.several': { one: '{n} portrait est en cours.', other: '{n} portraits sont en cours.' },
    'portrait.waiting.closed': 'Les résultats de « {title} » sont prêts à lire.',
    'portrait.waiting.results': 'Les résultats de {n} portraits sont prêts à lire.',
    'portrait.waiting.draft': '« {title} » est en préparation.',
    'portrait.waiting.open.link': 'Suivre',
    'portrait.waiting.several.link': 'Voir les portraits',
    'portrait.waiting.closed.link': 'Lire les résultats',
    'portrait.waiting.results.link': 'Voir les portraits',
    'portrait.waiting.draft.link': 'Continuer',
  },
  en: {
    'portrait.waiting.open': '“{title}” is under way, until {date}.',
    'portrait.waiting.several': { one: '{n} portrait is under way.', other: '{n} portraits are under way.' },
    'portrait.waiting.closed': 'The results of “{title}” are ready to read.',
    'portrait.waiting.results': 'The results of {n} portraits are ready to read.',
    'portrait.waiting.draft': '“{title}” is in preparation.',
    'portrait.waiting.open.link': 'Follow',
    'portrait.waiting.several.link': 'See the portraits',
    'portrait.waiting.closed.link': 'Read the results',
    'portrait.waiting.results.link': 'See the portraits',
    'portrait.waiting.draft.link': 'Go on',
  },
});
