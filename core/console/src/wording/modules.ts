import type { Catalog } from '@ribambelle/web/texts';

/** Modules. */
export const modules: Catalog = {
  fr: {
    'modules.menu': 'Modules', 'modules.lead': "Chaque module apporte un usage : portrait, parcours, ateliers. Ouvrez ceux dont vous avez besoin, et refermez-les sans rien perdre.",
    'modules.on': 'ouvert', 'modules.off': 'fermé', 'modules.trouble': 'en difficulté', 'modules.enable': 'Ouvrir {name}', 'modules.disable': 'Fermer', 'modules.configure': 'Régler', 'modules.go': 'Aller au module',
    'modules.enabled': '{name} est ouvert.', 'modules.disabled': '{name} est fermé. Tout est conservé.', 'modules.none': "Aucun module n'est installé", 'modules.version': 'version {version}', 'modules.level': 'isolement : {level}', 'modules.level.none': 'aucun', 'modules.level.basic': 'de base', 'modules.level.strong': 'fort', 'modules.level.full': 'complet',
    'modules.trouble-text': 'Ce module ne répond pas. Il redémarre seul ; si cela dure, prévenez la personne qui exploite le serveur.',
    'modules.disable-title': 'Fermer {name} ?', 'modules.disable-text': "Ses pages et ses liens publics diront « Fermé pour le moment » jusqu'à la réouverture. Rien n'est effacé : rouvrez-le quand vous voudrez, tout y sera.", 'modules.disable-do': 'Fermer le module',
    'modules.busy': 'En cours en ce moment', 'modules.busy-item': '{title} : {subject}', 'modules.closed': 'Fermé pour le moment', 'modules.closed-text': "Ce module n'est pas ouvert dans votre organisation, ou votre rôle n'y donne pas accès.",
    'modules.config-title': 'Régler {name}', 'modules.config-lead': "Ces réglages valent pour toute l'organisation, dès l'enregistrement.", 'modules.config-none': "Ce module n'a rien à régler", 'modules.saved': 'Réglages enregistrés à {time}.',
    'modules.who': 'Qui peut quoi', 'modules.who-action': 'Action', 'modules.who-roles': 'Rôles', 'modules.details': 'Ce que ce module permet, et à qui',
  },
  en: {
    'modules.menu': 'Modules', 'modules.lead': 'Each module brings one use: portrait, journey, workshops. Open those that you need, and close them again without losing anything.',
    'modules.on': 'open', 'modules.off': 'closed', 'modules.trouble': 'in trouble', 'modules.enable': 'Open {name}', 'modules.disable': 'Close', 'modules.configure': 'Configure', 'modules.go': 'Go to the module',
    'modules.enabled': '{name} is open.', 'modules.disabled': '{name} is closed. Everything is kept.', 'modules.none': 'No module is installed', 'modules.version': 'version {version}', 'modules.level': 'confinement: {level}', 'modules.level.none': 'none', 'modules.level.basic': 'basic', 'modules.level.strong': 'strong', 'modules.level.full': 'full',
    'modules.trouble-text': 'This module does not answer. It starts again by itself; if it lasts, tell whoever runs the server.',
    'modules.disable-title': 'Close {name}?', 'modules.disable-text': 'Its pages and public links will say “Closed for now” until it is opened again. Nothing is erased: open it when you like, and all is there.', 'modules.disable-do': 'Close the module',
    'modules.busy': 'Under way right now', 'modules.busy-item': '{title}: {subject}', 'modules.closed': 'Closed for now', 'modules.closed-text': 'This module is not open in your organisation, or your role gives no access to it.',
    'modules.config-title': 'Configure {name}', 'modules.config-lead': 'These settings hold for the whole organisation, as soon as they are saved.', 'modules.config-none': 'This module has nothing to configure', 'modules.saved': 'Settings saved at {time}.',
    'modules.who': 'Who may do what', 'modules.who-action': 'Action', 'modules.who-roles': 'Roles', 'modules.details': 'What this module allows, and to whom',
  },
};
