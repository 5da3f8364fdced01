// Words of the generated list and form.

import { catalog } from '@ribambelle/web/texts';

export const collection = catalog({
  fr: {
    'collection.add': 'Ajouter',
    'collection.open': 'Ouvrir',
    'collection.search': 'Chercher',
    'collection.none': 'Rien ici pour l’instant.',
    'collection.none-found': 'Rien ne correspond à cette recherche.',
    'collection.more': 'Voir la suite',
    'collection.export': 'Télécharger en CSV',
    'collection.remove': 'Supprimer',
    'collection.saved': 'C’est enregistré.',
    'collection.next': 'Continuer',
    'collection.back': 'Étape précédente',
    'collection.paper': 'Version à imprimer',
    'collection.print': 'Imprimer',
    'collection.printed': 'Imprimé le {date}',
    'collection.created': 'Écrit le',
    'collection.updated': 'Modifié le',
  },
  en: {
    'collection.add': 'Add',
    'collection.open': 'Open',
    'collection.search': 'Search',
    'collection.none': 'Nothing here yet.',
    'collection.none-found': 'Nothing matches this search.',
    'collection.more': 'See more',
    'collection.export': 'Download as CSV',
    'collection.remove': 'Delete',
    'collection.saved': 'Saved.',
    'collection.next': 'Continue',
    'collection.back': 'Step before',
    'collection.paper': 'Version for print',
    'collection.print': 'Print',
    'collection.printed': 'Printed {date}',
    'collection.created': 'Written',
    'collection.updated': 'Changed',
  },
});
