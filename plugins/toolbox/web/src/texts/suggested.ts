// Words of the card on the home page, French first.

import { catalog } from '@ribambelle/web/texts';

export const suggested = catalog({
  fr: {
    'toolbox.suggested.need': 'Le portrait « {title} » invite à travailler « {domain} ». À essayer :',
    'toolbox.suggested.minutes': '{n} min',
    'toolbox.suggested.link': 'Ouvrir le document',
    'toolbox.domain.interactions': 'Interactions avec les enfants',
    'toolbox.domain.experiences': 'Expériences vécues par les enfants',
    'toolbox.domain.amenagement': 'Aménagement des lieux et matériel',
    'toolbox.domain.parents': 'Interactions avec les parents',
  },
  en: {
    'toolbox.suggested.need': 'The portrait “{title}” invites you to work on “{domain}”. To try:',
    'toolbox.suggested.minutes': '{n} min',
    'toolbox.suggested.link': 'Open the document',
    'toolbox.domain.interactions': 'Interactions with the children',
    'toolbox.domain.experiences': 'Children’s experiences',
    'toolbox.domain.amenagement': 'Layout and material',
    'toolbox.domain.parents': 'Interactions with parents',
  },
});
