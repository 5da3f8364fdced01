// Words of the card on the home page that suggests communities, French first.

import { domainNames } from '@ribambelle/web/domains';
import { catalog, join } from '@ribambelle/web/texts';

import { common } from './common.ts';

export const suggested = join(domainNames, common, catalog({
  fr: {
    'cap.suggested.need': 'Le portrait « {portrait} » invite à travailler « {domain} ». Des communautés en traitent :',
    'cap.suggested.see': 'Voir les communautés',
  },
  en: {
    'cap.suggested.need': 'The portrait “{portrait}” invites people to work on “{domain}”. Communities are about it:',
    'cap.suggested.see': 'See the communities',
  },
}));
