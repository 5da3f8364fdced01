// Words of the card on the home page, French first. fr-CA says only what differs there.

import { catalog } from '@ribambelle/web/texts';

export const waiting = catalog({
  fr: {
    'piloufilou.waiting.today': 'Atelier {number} aujourd’hui avec « {group} » : {title}. Deux minutes suffisent pour le noter.',
    'piloufilou.waiting.one': 'L’atelier {number} de « {group} » est à noter.',
    'piloufilou.waiting.several': '{n} ateliers de « {group} » sont à noter, en un seul envoi.',
    'piloufilou.waiting.groups': '{n} ateliers sont à noter, dans {groups} groupes.',
    'piloufilou.waiting.unsupervised': { one: '{n} cycle n’a pas encore eu de supervision.', other: '{n} cycles n’ont pas encore eu de supervision.' },
    'piloufilou.waiting.log': 'Noter',
    'piloufilou.waiting.see': 'Voir les cycles',
  },
  en: {
    'piloufilou.waiting.today': 'Workshop {number} today with “{group}”: {title}. Two minutes are enough to log it.',
    'piloufilou.waiting.one': 'Workshop {number} of “{group}” is to be logged.',
    'piloufilou.waiting.several': '{n} workshops of “{group}” are to be logged, in one sending.',
    'piloufilou.waiting.groups': '{n} workshops are to be logged, in {groups} groups.',
    'piloufilou.waiting.unsupervised': { one: '{n} cycle has had no supervision yet.', other: '{n} cycles have had no supervision yet.' },
    'piloufilou.waiting.log': 'Log',
    'piloufilou.waiting.see': 'See the cycles',
  },
});
