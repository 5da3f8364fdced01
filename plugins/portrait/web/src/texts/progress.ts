// Words of the progress that everybody sees, French first.

import { catalog } from '@ribambelle/web/texts';

export const progress = catalog({
  fr: {
    'portrait.progress.title': 'Portraits de la qualité en cours',
    'portrait.progress.none': 'Aucun portrait n’est en cours.',
    'portrait.progress.answers': 'réponses',
    'portrait.progress.first': 'Les premières réponses arrivent.',
    'portrait.progress.until': 'Jusqu’au {date}.',
  },
  en: {
    'portrait.progress.title': 'Quality portraits under way',
    'portrait.progress.none': 'No portrait is under way.',
    'portrait.progress.answers': 'answers',
    'portrait.progress.first': 'The first answers are coming in.',
    'portrait.progress.until': 'Until {date}.',
  },
});
