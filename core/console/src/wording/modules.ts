import type { Catalog } from '@ribambelle/web/texts';

/** Modules. */
export const modules: Catalog = {
  fr: {
    'modules.menu': 'Modules', 'modules.lead': "Chaque module apporte un usage : portrait, parcours, ateliers. Ouvrez ceux dont vous avez besoin, et refermez-les sans rien perdre.",
    'modules.on': 'ouvert', 'modules.off': 'fermé', 'modules.trouble': 'en difficulté', 'modules.enable': 'Ouvrir {name}', 'modules.disable': 'Fermer', 'modules.configure': 'Régler', 'modules.go': 'Aller au module',
    'modules.enabled': '{name} est ouvert.', 'modules.disabled': '{name} est fermé. Tout est conservé.', 'modules.none': "Aucun module n'est installé", 'modules.version': 'version {version}', 'modules.level': 'isolement : {level}',
    'modules.disable-title': 'Fermer {name} ?', 'modules.disable-text': 'Ses pages et ses liens publics disent « Fermé pour le moment » jusqu\'à la réouverture. Rien n\'est effacé.', 'modules.disable-do': 'Fermer le module',
    'modules.busy': 'En cours en ce moment :', 'modules.busy-item': '{title} : {subject}', 'modules.closed': 'Fermé pour le moment', 'modules.closed-text': "Ce module n'est pas ouvert dans votre organisation, ou votre rôle n'y donne pas accès.",
    'modules.config-title': 'Régler {name}', 'modules.config-lead': "Ces réglages valent pour toute l'organisation, dès l'enregistrement.", 'modules.config-none': "Ce module n'a rien à régler", 'modules.saved': 'Réglages enregistrés à {time}.',
    'modules.who': 'Qui peut quoi', 'modules.who-action': 'Action', 'modules.who-roles': 'Rôles', 'modules.details': 'Ce que ce module permet',
  },
  en: {
    'modules.menu': 'Modules', 'modules.lead': 'Each module brings one use: portrait, journey, workshops. Open those that you need, and close them again without losing anything.',
    'modules.on': 'open', 'modules.off': 'closed', 'modules.trouble': 'in trouble', 'modules.enable': 'Open {name}', 'modules.disable': 'Close', 'modules.configure': 'Configure', 'modules.go': 'Go to the module',
    'modules.enabled': '{name} is open.', 'modules.disabled': '{name} is closed. Everything is kept.', 'modules.none': 'No module is installed', 'modules.version': 'version {version}', 'modules.level': 'confinement: {level}',
    'modules.disable-title': 'Close {name}?', 'modules.disable-text': 'Its pages and public links say “Closed for now” until it is opened again. Nothing is erased.', 'modules.disable-do': 'Close the module',
    'modules.busy': 'Under way right now:', 'modules.busy-item': '{title}: {subject}', 'modules.closed': 'Closed for now', 'modules.closed-text': 'This module is not open in your organisation, or your role gives no access to it.',
    'modules.config-title': 'Configure {name}', 'modules.config-lead': 'These settings hold for the whole organisation, as soon as they are saved.', 'modules.config-none': 'This module has nothing to configure', 'modules.saved': 'Settings saved at {time}.',
    'modules.who': 'Who may do what', 'modules.who-action': 'Action', 'modules.who-roles': 'Roles', 'modules.details': 'What this module allows',
  },
};
