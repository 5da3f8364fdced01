import type { Catalog } from '@ribambelle/web/texts';

/** People who hold roles in several organisations: what they see, and what their hosts do. */
export const stays: Catalog = {
  fr: {
    'join.as': 'Vous êtes déjà {name}, {tenant}', 'join.as-text': 'Prenez ce rôle avec ce compte : un seul mot de passe, et la liste de toutes vos organisations.', 'join.as-do': 'Prendre ce rôle avec mon compte', 'join.as-new': 'Ou ouvrir un autre compte',
    'join.elsewhere': "Vous avez un compte dans une autre organisation de ce serveur ? Connectez-vous-y d'abord, puis ouvrez de nouveau ce lien.",
    'my-organisations.menu': 'Vos organisations', 'my-organisations.lead': 'Partout où vous avez un rôle, avec un seul compte.', 'my-organisations.home': 'votre compte est ici', 'my-organisations.open': 'Ouvrir', 'my-organisations.open-of': 'Ouvrir {name}', 'my-organisations.here': 'vous y êtes',
    'my-organisations.leave': 'Quitter', 'my-organisations.leave-of': 'Quitter {name}', 'my-organisations.leave-title': 'Quitter {name} ?', 'my-organisations.leave-text': "Vous rendez tous vos rôles dans cette organisation. Ce que vous y avez écrit reste. Pour y revenir, il faudra une nouvelle invitation.", 'my-organisations.leave-do': "Quitter l'organisation", 'my-organisations.left': 'Vous avez quitté {name}.',
    'guests.title': "D'une autre organisation", 'guests.lead': "Leur compte est ailleurs ; vous leur avez donné un rôle ici. Leur organisation peut le suspendre à tout moment.", 'guests.from': 'Organisation', 'guests.dismiss': 'Retirer', 'guests.dismiss-of': 'Retirer ses rôles à {name}', 'guests.dismiss-title': 'Retirer tous ses rôles à {name} ?', 'guests.dismiss-text': "Cette personne n'entre plus ici. Ce qu'elle y a écrit reste, et son compte dans son organisation ne change pas.", 'guests.dismiss-do': 'Retirer ses rôles', 'guests.dismissed': "{name} n'a plus de rôle ici.", 'guests.suspended': 'suspendu par son organisation',
    'person.away': 'Travaille aussi dans', 'problem.invitation-renews': "Ce lien sert à retrouver un accès perdu : choisissez un mot de passe avec lui.",
  },
  en: {
    'join.as': 'You are already {name}, {tenant}', 'join.as-text': 'Take this role with that account: one password, and one list of all your organisations.', 'join.as-do': 'Take this role with my account', 'join.as-new': 'Or open another account',
    'join.elsewhere': 'You have an account in another organisation of this server? Sign in there first, then open this link again.',
    'my-organisations.menu': 'Your organisations', 'my-organisations.lead': 'Wherever you hold a role, with one account.', 'my-organisations.home': 'your account is here', 'my-organisations.open': 'Open', 'my-organisations.open-of': 'Open {name}', 'my-organisations.here': 'you are here',
    'my-organisations.leave': 'Leave', 'my-organisations.leave-of': 'Leave {name}', 'my-organisations.leave-title': 'Leave {name}?', 'my-organisations.leave-text': 'You give back all your roles in this organisation. What you wrote there stays. To come back, you will need a new invitation.', 'my-organisations.leave-do': 'Leave the organisation', 'my-organisations.left': 'You have left {name}.',
    'guests.title': 'From another organisation', 'guests.lead': 'Their account is elsewhere; you have given them a role here. Their organisation can suspend it at any time.', 'guests.from': 'Organisation', 'guests.dismiss': 'Take away', 'guests.dismiss-of': 'Take away the roles of {name}', 'guests.dismiss-title': 'Take all roles of {name} away?', 'guests.dismiss-text': 'They no longer get in here. What they wrote here stays, and their account in their organisation does not change.', 'guests.dismiss-do': 'Take the roles away', 'guests.dismissed': '{name} holds no role here any more.', 'guests.suspended': 'suspended by their organisation',
    'person.away': 'Also works in', 'problem.invitation-renews': 'This link gives a lost access back: choose a password with it.',
  },
};
