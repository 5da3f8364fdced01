// Words of the card for families, French first. fr-CA says only what differs there.

import { catalog } from '@ribambelle/web/texts';

export const card = catalog({
  fr: {
    'piloufilou.card.of': 'atelier {n} sur {of}',
    'piloufilou.card.form': 'Forme de la fiche',
    'piloufilou.card.whole': 'La fiche',
    'piloufilou.card.plain': 'En mots simples',
    'piloufilou.card.did': 'Ce que nous avons vécu',
    'piloufilou.card.try': 'À essayer à la maison',
    'piloufilou.card.licence': 'Fiche sous licence {licence}.',
    'piloufilou.card.print': 'Imprimer',
    'piloufilou.card.all': 'Toutes les fiches',
    'piloufilou.card.lead': 'Une fiche par atelier : ce que le groupe a vécu, et une idée pour la maison.',
    'piloufilou.card.none': 'Aucune fiche n’est publiée pour l’instant.',
    'problem.card-not-found': 'Cette fiche n’existe pas.',
    'problem.cards-private': 'Cette organisation montre ses fiches aux personnes connectées.',
  },
  en: {
    'piloufilou.card.of': 'workshop {n} of {of}',
    'piloufilou.card.form': 'Form of the card',
    'piloufilou.card.whole': 'The card',
    'piloufilou.card.plain': 'In plain words',
    'piloufilou.card.did': 'What we lived',
    'piloufilou.card.try': 'To try at home',
    'piloufilou.card.licence': 'Card under {licence} licence.',
    'piloufilou.card.print': 'Print',
    'piloufilou.card.all': 'All cards',
    'piloufilou.card.lead': 'A card for each workshop: what the group lived, and an idea for home.',
    'piloufilou.card.none': 'No card is published yet.',
    'problem.card-not-found': 'There is no such card.',
    'problem.cards-private': 'This organisation shows its cards to people who signed in.',
  },
});
