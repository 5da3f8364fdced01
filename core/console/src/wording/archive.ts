import type { Catalog } from '@ribambelle/web/texts';

/** Taking everything of the organisation along in one file. */
export const archive: Catalog = {
  fr: {
    'settings.archive': 'Emporter tout', 'settings.archive-text': 'Un seul fichier chiffré avec tout ce que l’organisation a.',
    'archive.title': 'Emporter tout', 'archive.lead': 'Un seul fichier chiffré avec tout ce que l’organisation a : réglages, lieux, personnes, données de tous les modules, images, journal. L’organisation continue pendant ce temps.',
    'archive.beware': 'Qui ouvre ce fichier a tout', 'archive.beware-text': 'Ne le gardez pas plus longtemps que nécessaire, et jamais avec ce qui l’ouvre. La demande s’inscrit au journal.',
    'archive.lock': 'Qui pourra l’ouvrir ?', 'archive.way': 'Qui pourra l’ouvrir ?', 'archive.way.passphrase': 'Qui connaît une phrase secrète', 'archive.way.recipient': 'Qui détient une clé (age)',
    'archive.passphrase': 'Phrase secrète', 'archive.passphrase-help': 'Au moins 12 caractères ; quatre mots tirés au sort valent mieux qu’un mot compliqué. Sans elle, personne n’ouvre le fichier, nous non plus.', 'archive.again': 'La même, encore une fois', 'archive.again-help': 'Pour ne pas se tromper.',
    'archive.recipient': 'Clé publique de la personne qui ouvrira', 'archive.recipient-help': 'Elle commence par age1. La personne la crée avec age-keygen et garde la clé secrète.', 'archive.do': 'Préparer et télécharger',
    'archive.coming': 'Le fichier arrive', 'archive.come': '{size} reçus.', 'archive.stay': 'Laissez cette page ouverte. Selon la taille de l’organisation, il faut de quelques secondes à plusieurs minutes.', 'archive.cancel': 'Arrêter', 'archive.cancelled': 'Arrêté. Rien n’est gardé.',
    'archive.done': 'Le fichier est là', 'archive.done-text': '{name}, {size}, est dans vos téléchargements.', 'archive.step.apart': 'Rangez-le sur un support sûr, loin de la phrase ou de la clé qui l’ouvre.', 'archive.step.import': 'Pour passer à un autre serveur, la personne qui l’exploite le fait entrer ainsi :', 'archive.step.look': 'Pour regarder dedans, sans Ribambelle, sur un ordinateur de confiance :', 'archive.step.delete': 'Effacez-le dès qu’il a servi.', 'archive.another': 'En faire un autre',
    'problem.archive-cut': 'Le fichier n’est pas arrivé en entier, et rien n’en est gardé. Réessayez.', 'web.rule.same': 'les deux ne sont pas pareilles.',
  },
  'fr-CA': { 'archive.lead': 'Un seul fichier chiffré avec tout ce que l’organisation a : réglages, installations, personnes, renseignements de tous les modules, images, journal. L’organisation continue pendant ce temps.' },
  en: {
    'settings.archive': 'Take everything along', 'settings.archive-text': 'One encrypted file with all that the organisation has.',
    'archive.title': 'Take everything along', 'archive.lead': 'One encrypted file with all that the organisation has: settings, sites, people, data of all modules, images, log. The organisation goes on meanwhile.',
    'archive.beware': 'Whoever opens this file has everything', 'archive.beware-text': 'Keep it no longer than you need, and never with what opens it. The request is put down in the log.',
    'archive.lock': 'Who may open it?', 'archive.way': 'Who may open it?', 'archive.way.passphrase': 'Whoever knows a passphrase', 'archive.way.recipient': 'Whoever holds a key (age)',
    'archive.passphrase': 'Passphrase', 'archive.passphrase-help': 'At least 12 characters; four words drawn at random are better than one complicated word. Without it nobody opens the file, nor do we.', 'archive.again': 'The same once more', 'archive.again-help': 'So that it is right.',
    'archive.recipient': 'Public key of whoever will open it', 'archive.recipient-help': 'It begins with age1. They make it with age-keygen and keep the secret key.', 'archive.do': 'Prepare and download',
    'archive.coming': 'The file is coming', 'archive.come': '{size} received.', 'archive.stay': 'Leave this page open. Depending on how large the organisation is, it takes from a few seconds to several minutes.', 'archive.cancel': 'Stop', 'archive.cancelled': 'Stopped. Nothing is kept.',
    'archive.done': 'The file is here', 'archive.done-text': '{name}, {size}, is in your downloads.', 'archive.step.apart': 'Put it on a safe medium, away from the passphrase or key that opens it.', 'archive.step.import': 'To move to another server, whoever runs that one takes it in like this:', 'archive.step.look': 'To look into it without Ribambelle, on a computer that you trust:', 'archive.step.delete': 'Delete it as soon as it has served.', 'archive.another': 'Make another',
    'problem.archive-cut': 'The file did not arrive whole, and nothing of it is kept. Try again.', 'web.rule.same': 'the two are not the same.',
  },
};
