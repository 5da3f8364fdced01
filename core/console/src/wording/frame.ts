import type { Catalog } from '@ribambelle/web/texts';

/** What stands around every screen. */
export const frame: Catalog = {
  fr: {
    'frame.skip': 'Aller au contenu',
    'frame.menu': 'Menu',
    'frame.nav': 'Navigation principale',
    'frame.account': 'Votre compte',
    'frame.sign-out': 'Se déconnecter',
    'frame.undo': 'Annuler',
    'frame.leave.title': 'Quitter sans enregistrer ?',
    'frame.leave.text': "Ce que vous venez de saisir sur cette page n'est pas enregistré.",
    'frame.leave.do': 'Quitter la page',
    'frame.saved': 'Enregistré à {time}',
    'frame.whole': "Toute l'organisation",
    'missing.title': 'Cette page est introuvable',
    'missing.text': "L'adresse est peut-être incomplète, ou la page a été déplacée.",
    'missing.home': "Aller à l'accueil",
  },
  en: {
    'frame.skip': 'Skip to content',
    'frame.menu': 'Menu',
    'frame.nav': 'Main navigation',
    'frame.account': 'Your account',
    'frame.sign-out': 'Sign out',
    'frame.undo': 'Undo',
    'frame.leave.title': 'Leave without saving?',
    'frame.leave.text': 'What you just typed on this page is not saved.',
    'frame.leave.do': 'Leave the page',
    'frame.saved': 'Saved at {time}',
    'frame.whole': 'The whole organisation',
    'missing.title': 'This page cannot be found',
    'missing.text': 'The address may be incomplete, or the page has moved.',
    'missing.home': 'Go to the home page',
  },
};
