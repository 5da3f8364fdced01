import type { Catalog } from '@ribambelle/web/texts';

/** Widgets in other portals: keys, and what to paste. */
export const embed: Catalog = {
  fr: {
    'settings.embeds': 'Intégrer à un autre site', 'settings.embeds-text': 'Montrer une pétition, une fiche ou un agenda sur un autre site.',
    'embeds.title': 'Intégrer à un autre site', 'embeds.lead': 'Une clé permet aux pages d’un autre site de montrer vos widgets publics. Créez-en une par site, puis copiez le code dans la page.',
    'embeds.add': 'Créer une clé', 'embeds.change': 'Modifier', 'embeds.none': 'Aucun site ne montre vos widgets', 'embeds.none-text': 'Créez une clé pour le site de votre ville ou de votre réseau : vous aurez un code à copier.',
    'embeds.name': 'Nom du site', 'embeds.name-help': 'Par exemple « Site de la ville ».', 'embeds.modules': 'Modules à montrer', 'embeds.origins': 'Adresses du site', 'embeds.origins-help': 'Copiez l’adresse d’une de ses pages. Seules les pages de ces adresses pourront montrer les widgets.',
    'embeds.origin': 'Adresse', 'embeds.sites': 'Adresses', 'embeds.state': 'État', 'embeds.live': 'en service', 'embeds.revoked': 'fermée', 'embeds.actions': 'Actions',
    'embeds.code': 'Copier le code', 'embeds.code-title': 'Code pour {name}', 'embeds.what': 'Ce qui sera montré', 'embeds.script': 'Avec le script (recommandé)', 'embeds.script-help': 'La hauteur s’ajuste toute seule. Sans JavaScript, le lien reste.', 'embeds.iframe': 'Sans script', 'embeds.iframe-help': 'Pour les sites qui n’acceptent qu’un cadre. Ajustez la hauteur à la main.', 'embeds.link': 'Un simple lien', 'embeds.link-help': 'Pour un courriel ou un site qui n’accepte rien d’autre. La page fonctionne aussi sans JavaScript lorsque le widget le prévoit.',
    'embeds.nothing': 'Aucun module ouvert ne propose de widget pour un autre site.', 'embeds.done': 'Terminé', 'embeds.saved': 'Clé enregistrée.', 'embeds.public': 'La clé figure dans la page du site : ce n’est pas un secret. Elle n’ouvre que ce qui est déjà public.',
    'embeds.revoke': 'Fermer', 'embeds.revoke-title': 'Fermer les widgets à {name} ?', 'embeds.revoke-text': 'Les pages de ce site montreront « Fermé pour le moment ». Une clé fermée ne se rouvre pas.', 'embeds.revoked-done': 'Les widgets sont fermés à ce site.',
  },
  'fr-CA': {},
  en: {
    'settings.embeds': 'Embed in another site', 'settings.embeds-text': 'Show a petition, a card or a calendar on another site.',
    'embeds.title': 'Embed in another site', 'embeds.lead': 'A key lets the pages of another site show your public widgets. Make one for each site, then copy the code into the page.',
    'embeds.add': 'Create a key', 'embeds.change': 'Change', 'embeds.none': 'No site shows your widgets', 'embeds.none-text': 'Create a key for the site of your town or network: you get a code to copy.',
    'embeds.name': 'Name of the site', 'embeds.name-help': 'Such as “Site of the town”.', 'embeds.modules': 'Modules to show', 'embeds.origins': 'Addresses of the site', 'embeds.origins-help': 'Copy the address of one of its pages. Only pages at these addresses can show the widgets.',
    'embeds.origin': 'Address', 'embeds.sites': 'Addresses', 'embeds.state': 'State', 'embeds.live': 'in use', 'embeds.revoked': 'closed', 'embeds.actions': 'Actions',
    'embeds.code': 'Copy the code', 'embeds.code-title': 'Code for {name}', 'embeds.what': 'What is shown', 'embeds.script': 'With the script (recommended)', 'embeds.script-help': 'The height adjusts by itself. Without JavaScript the link stays.', 'embeds.iframe': 'Without a script', 'embeds.iframe-help': 'For sites that take a frame only. Adjust the height by hand.', 'embeds.link': 'A plain link', 'embeds.link-help': 'For an e-mail, or a site that takes nothing else. The page works without JavaScript too where the widget provides for it.',
    'embeds.nothing': 'No module that is open has a widget for another site.', 'embeds.done': 'Done', 'embeds.saved': 'Key saved.', 'embeds.public': 'The key stands in the site’s page: it is no secret. It opens only what is public already.',
    'embeds.revoke': 'Close', 'embeds.revoke-title': 'Close the widgets to {name}?', 'embeds.revoke-text': 'The pages of this site will show “Closed for now”. A closed key cannot be reopened.', 'embeds.revoked-done': 'The widgets are closed to this site.',
  },
};
