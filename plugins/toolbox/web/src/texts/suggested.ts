// Words of the card on the home page, French first.

import { domainNames } from '@ribambelle/web/domains';
import { catalog, join } from '@ribambelle/web/texts';

export const suggested = join(domainNames, catalog({
  fr: {
    'toolbox.suggested.need': 'Le portrait « {title} » invite à travailler « {domain} ». À essayer :',
    'toolbox.suggested.minutes': '{n} min',
    'toolbox.suggested.link': 'Ouvrir le document',
  },
  en: {
    'toolbox.suggested.need': 'The portrait “{title}” invites you to work on “{domain}”. To try:',
    'toolbox.suggested.minutes': '{n} min',
    'toolbox.suggested.link': 'Open the document',
  },
}));
