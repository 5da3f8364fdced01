// Words of the card on the home page, French first.

import { catalog, join } from '@ribambelle/web/texts';

import { common } from './common.ts';

export const waiting = join(common, catalog({
  fr: {
    'cap.waiting.next': '« {title} » : prochaine séance {day}, à {time}.',
    'cap.waiting.none': '« {title} » : aucune séance n’est prévue.',
    'cap.waiting.enter': 'Entrer dans la communauté',
  },
  en: {
    'cap.waiting.next': '“{title}”: next session at {time} on {day}.',
    'cap.waiting.none': '“{title}”: no session is planned.',
    'cap.waiting.enter': 'Enter the community',
  },
}));
