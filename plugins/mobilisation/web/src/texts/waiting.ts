// Words of the home page's card. French first.

import { catalog } from '@ribambelle/web/texts';

export const waiting = catalog({
  fr: {
    'mobilisation.waiting.stories': { one: 'Un témoignage attend d’être relu.', other: '{n} témoignages attendent d’être relus.' },
    'mobilisation.waiting.stories.link': 'Lire les témoignages',
    'mobilisation.waiting.proofs': { one: 'Une preuve d’engagement est à vérifier.', other: '{n} preuves d’engagement sont à vérifier.' },
    'mobilisation.waiting.proofs.link': 'Vérifier les preuves',
    'mobilisation.waiting.overdue': { one: 'Un engagement est en retard.', other: '{n} engagements sont en retard.' },
    'mobilisation.waiting.overdue.link': 'Voir les engagements',
    'mobilisation.waiting.petition': { one: '« {title} » : {n} signature confirmée.', other: '« {title} » : {n} signatures confirmées.' },
    'mobilisation.waiting.petition.link': 'Suivre la pétition',
  },
  en: {
    'mobilisation.waiting.stories': { one: 'A testimony waits to be read.', other: '{n} testimonies wait to be read.' },
    'mobilisation.waiting.stories.link': 'Read the testimonies',
    'mobilisation.waiting.proofs': { one: 'A proof of a commitment is to be checked.', other: '{n} proofs of commitments are to be checked.' },
    'mobilisation.waiting.proofs.link': 'Check the proofs',
    'mobilisation.waiting.overdue': { one: 'A commitment is overdue.', other: '{n} commitments are overdue.' },
    'mobilisation.waiting.overdue.link': 'See the commitments',
    'mobilisation.waiting.petition': { one: '“{title}”: {n} confirmed signature.', other: '“{title}”: {n} confirmed signatures.' },
    'mobilisation.waiting.petition.link': 'Follow the petition',
  },
});
