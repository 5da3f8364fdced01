// Words of the public pages, French first: the next sessions, an invitation.

import { catalog, join } from '@ribambelle/web/texts';

import { common } from './common.ts';
import { strangers } from './problems.ts';

export const next = join(common, catalog({
  fr: {
    'cap.public.title': 'Prochaines séances',
    'cap.public.lead': 'Des communautés d’apprentissage se rencontrent, essaient et s’entraident. Voici leurs prochaines dates, dans votre fuseau horaire.',
    'cap.public.none': 'Aucune séance n’est annoncée pour l’instant.',
    'cap.public.full': 'Complet : une liste d’attente est ouverte.',
  },
  'fr-CA': {
    'cap.public.lead': 'Des communautés d’apprentissage professionnelles (CAP) se rencontrent, essaient et s’entraident. Voici leurs prochaines dates, dans votre fuseau horaire.',
  },
  en: {
    'cap.public.title': 'Next sessions',
    'cap.public.lead': 'Learning communities meet, try things and help each other. Here are their next dates, in your time zone.',
    'cap.public.none': 'No session is announced at the moment.',
    'cap.public.full': 'Full: there is a waiting list.',
  },
}));

export const guest = join(common, strangers, catalog({
  fr: {
    'cap.guest.title': 'Invitation à une séance',
    'cap.guest.hello': 'Bonjour {name}, voici la séance à laquelle vous êtes invitée ou invité.',
    'cap.guest.none': 'Il manque le lien complet',
    'cap.guest.none.text': 'Ouvrez le lien du message d’invitation, en entier.',
    'cap.guest.over': 'Cette invitation n’ouvre plus rien',
    'cap.guest.cancelled': 'Cette séance n’aura pas lieu',
    'cap.guest.until': 'Cette page s’éteint le {date} à minuit, heure de {city}.',
  },
  'fr-CA': {
    'cap.guest.title': 'Invitation à une séance d’une communauté d’apprentissage professionnelle (CAP)',
  },
  en: {
    'cap.guest.title': 'Invitation to a session',
    'cap.guest.hello': 'Hello {name}, this is the session that you are invited to.',
    'cap.guest.none': 'The whole link is needed',
    'cap.guest.none.text': 'Open the link of the invitation, all of it.',
    'cap.guest.over': 'This invitation no longer opens anything',
    'cap.guest.cancelled': 'This session will not take place',
    'cap.guest.until': 'This page ends on {date} at midnight, {city} time.',
  },
}));
