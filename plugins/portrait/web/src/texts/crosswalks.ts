// Words of the frameworks that questionnaires lead to, French first. fr-CA says only what differs there.

import { catalog, join } from '@ribambelle/web/texts';

import { problems } from './problems.ts';

export const texts = join(problems, catalog({
  fr: {
    'portrait.crosswalks.back': 'Questionnaires',
    'portrait.crosswalks.title': 'Cadres nationaux et autres',
    'portrait.crosswalks.lead': 'Ce que demande un cadre, et les énoncés qui en parlent. Choisissez un portrait terminé pour lire ses moyennes à côté.',
    'portrait.crosswalks.which': 'Cadre',
    'portrait.crosswalks.wave': 'Portrait terminé',
    'portrait.crosswalks.no-wave': 'Aucun : lire sans chiffres',
    'portrait.crosswalks.none': 'Aucun cadre pour l’instant. Ceux qui viennent avec le portrait partent du questionnaire « Nos pratiques au quotidien ».',
    'portrait.crosswalks.adopt': 'Prendre les cadres qui viennent avec le portrait',
    'portrait.crosswalks.adopted': { one: '{n} cadre est à vous.', other: '{n} cadres sont à vous.' },
    'portrait.crosswalks.gaps': { one: '{n} entrée sur {total} sans énoncé : le questionnaire n’en dit rien.', other: '{n} entrées sur {total} sans énoncé : le questionnaire n’en dit rien.' },
    'portrait.crosswalks.no-gap': 'Chaque entrée a au moins un énoncé.',
    'portrait.crosswalks.gap': 'aucun énoncé',
    'portrait.crosswalks.whole': 'Toute la dimension « {title} »',
    'portrait.crosswalks.out-of': 'sur {max}',
    'portrait.crosswalks.masked': 'masqué',
    'portrait.crosswalks.source': 'Source : {source}. Les intitulés sont les nôtres.',
  },
  en: {
    'portrait.crosswalks.back': 'Questionnaires',
    'portrait.crosswalks.title': 'National and other frameworks',
    'portrait.crosswalks.lead': 'What a framework asks for, and the statements that speak of it. Choose an ended portrait to read its means beside them.',
    'portrait.crosswalks.which': 'Framework',
    'portrait.crosswalks.wave': 'Ended portrait',
    'portrait.crosswalks.no-wave': 'None: read without figures',
    'portrait.crosswalks.none': 'No framework yet. Those that come with the portrait start from the questionnaire “Our everyday practices”.',
    'portrait.crosswalks.adopt': 'Take the frameworks that come with the portrait',
    'portrait.crosswalks.adopted': { one: '{n} framework is yours.', other: '{n} frameworks are yours.' },
    'portrait.crosswalks.gaps': { one: '{n} entry of {total} without a statement: the questionnaire says nothing of it.', other: '{n} entries of {total} without a statement: the questionnaire says nothing of them.' },
    'portrait.crosswalks.no-gap': 'Each entry has at least one statement.',
    'portrait.crosswalks.gap': 'no statement',
    'portrait.crosswalks.whole': 'The whole dimension “{title}”',
    'portrait.crosswalks.out-of': 'of {max}',
    'portrait.crosswalks.masked': 'masked',
    'portrait.crosswalks.source': 'Source: {source}. The titles are our own.',
  },
}));
