// Words of several screens, French first. fr-CA says only what differs there: CAP, written out once on each page.

import { catalog } from '@ribambelle/web/texts';

export const common = catalog({
  fr: {
    'cap.title': 'Communautés d’apprentissage',
    'cap.back': 'Toutes les communautés d’apprentissage',
    'cap.back.room': 'Revenir à la communauté',
    'cap.when': '{day}, de {from} à {to}',
    'cap.when.there': '{time}, heure de {city}',
    'cap.public.educators': 'Personnel éducateur',
    'cap.public.managers': 'Gestionnaires',
    'cap.free': { one: '{n} place libre', other: '{n} places libres' },
    'cap.due': { one: '{n} engagement à revoir à la prochaine séance', other: '{n} engagements à revoir à la prochaine séance' },
    'cap.late': { one: '{n} question attend une réponse depuis plusieurs jours', other: '{n} questions attendent une réponse depuis plusieurs jours' },
    'cap.about': 'Cette communauté traite de : {domains}',
    'cap.need': 'Le portrait « {portrait} » invite à travailler « {domain} » : cette communauté en traite.',
    'cap.session.n': 'Séance {n}',
    'cap.meet.room': 'Rejoindre la salle',
    'cap.meet.phone': 'Par téléphone :',
    'cap.meet.unrecorded': 'Rien n’est enregistré.',
    'cap.pact.read': 'Le pacte d’entraide',
  },
  'fr-CA': {
    'cap.title': 'CAP',
    'cap.back': 'Toutes les communautés d’apprentissage professionnelles (CAP)',
  },
  en: {
    'cap.title': 'Learning communities',
    'cap.back': 'All learning communities',
    'cap.back.room': 'Back to the community',
    'cap.when': '{day}, {from} to {to}',
    'cap.when.there': '{time}, {city} time',
    'cap.public.educators': 'Educators',
    'cap.public.managers': 'Managers',
    'cap.free': { one: '{n} seat is free', other: '{n} seats are free' },
    'cap.due': { one: '{n} commitment to look at, at the next session', other: '{n} commitments to look at, at the next session' },
    'cap.late': { one: '{n} question has waited for an answer for days', other: '{n} questions have waited for an answer for days' },
    'cap.about': 'This community is about: {domains}',
    'cap.need': 'The portrait “{portrait}” invites people to work on “{domain}”: this community is about it.',
    'cap.session.n': 'Session {n}',
    'cap.meet.room': 'Join the room',
    'cap.meet.phone': 'By telephone:',
    'cap.meet.unrecorded': 'Nothing is recorded.',
    'cap.pact.read': 'The pact',
  },
});
