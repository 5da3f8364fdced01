import type { Catalog } from '@ribambelle/web/texts';

/** The log and "why". */
export const trust: Catalog = {
  fr: {
    'audit.menu': 'Journal', 'audit.lead': "Chaque acte y est inscrit au moment où il se fait : qui, quoi et où, jamais ce que disent les fiches. Une ligne modifiée ou retirée se verrait à la vérification.",
    'audit.who': 'Par', 'audit.what': 'Acte', 'audit.when': 'Quand', 'audit.on': 'Sur', 'audit.outcome': 'Issue', 'audit.outcome.done': 'fait', 'audit.outcome.denied': 'refusé', 'audit.outcome.failed': 'échoué', 'audit.any': 'Toutes',
    'audit.filter.action': 'Sorte d\'acte', 'audit.filter.person': 'Personne', 'audit.all': 'Tout', 'audit.everybody': 'Tout le monde', 'audit.none': 'Aucune ligne ne répond à ces critères', 'audit.more': 'Voir la suite', 'audit.times': '{n} fois',
    'audit.export': 'Exporter le journal', 'audit.checkpoint': 'Point de contrôle', 'audit.verify': "Le fichier se vérifie hors ligne avec la commande « ribambelle audit verify ». Gardez les points de contrôle ailleurs : ils prouvent que rien n'a été retiré.",
    'audit.list': 'Lignes du journal', 'audit.visitor': 'visiteur', 'audit.module': 'module « {name} »', 'audit.key': 'clé', 'audit.operator': 'exploitation', 'audit.behalf': 'pour {name}',
    'audit.group.core:sign-in': 'Connexions', 'audit.group.core:unit': 'Lieux et territoires', 'audit.group.core:person': 'Personnes', 'audit.group.core:grant': 'Rôles', 'audit.group.core:invitation': 'Invitations', 'audit.group.core:module': 'Modules', 'audit.group.core:settings': 'Réglages', 'audit.group.core:key': "Clés d'accès", 'audit.group.core:audit': 'Journal', 'audit.group.core:tenant': 'Organisations',
    'why.title': 'Qui peut quoi, et pourquoi ?', 'why.lead': "Choisissez une personne et une action : la réponse dit si c'est permis, et quelle règle en décide.", 'why.person': 'Personne', 'why.action': 'Action', 'why.unit': 'À quel endroit', 'why.ask': 'Demander', 'why.grant': '{role} : {unit}',
    'why.yes': 'Oui, {name} peut.', 'why.no': 'Non, {name} ne peut pas.', 'why.rule': 'Règle', 'why.needs': 'Il faudrait un de ces rôles', 'why.holds': 'Cette personne a', 'why.nothing': 'Aucun rôle', 'why.details': 'Détails techniques',
    'why.rule.core/grants': 'Un de ses rôles le permet à cet endroit.', 'why.rule.core/suspended': "L'accès de cette personne est suspendu.", 'why.rule.core/scope': "La clé est limitée à d'autres actions.", 'why.rule.overlay': "Une règle propre à l'organisation le refuse.", 'why.rule.core/own': "C'est son propre compte.", 'why.rule.core/itself': "Le module agit sur ses propres fiches.", 'why.rule.module': 'Une règle du module {name} le permet.', 'why.rule.none': "Aucun de ses rôles ne le permet à cet endroit.",
  },
  en: {
    'audit.menu': 'Log', 'audit.lead': 'Every act is written here as it happens: who, what and where, never what records say. A line that was changed or taken out would show when the log is verified.',
    'audit.who': 'By', 'audit.what': 'Act', 'audit.when': 'When', 'audit.on': 'On', 'audit.outcome': 'Outcome', 'audit.outcome.done': 'done', 'audit.outcome.denied': 'refused', 'audit.outcome.failed': 'failed', 'audit.any': 'All',
    'audit.filter.action': 'Sort of act', 'audit.filter.person': 'Person', 'audit.all': 'Everything', 'audit.everybody': 'Everybody', 'audit.none': 'No line matches these criteria', 'audit.more': 'Show more', 'audit.times': '{n} times',
    'audit.export': 'Export the log', 'audit.checkpoint': 'Checkpoint', 'audit.verify': 'The file is verified offline with the command “ribambelle audit verify”. Keep checkpoints elsewhere: they prove that nothing was taken out.',
    'audit.list': 'Lines of the log', 'audit.visitor': 'visitor', 'audit.module': '“{name}” module', 'audit.key': 'key', 'audit.operator': 'operations', 'audit.behalf': 'for {name}',
    'audit.group.core:sign-in': 'Sign-ins', 'audit.group.core:unit': 'Settings and territories', 'audit.group.core:person': 'People', 'audit.group.core:grant': 'Roles', 'audit.group.core:invitation': 'Invitations', 'audit.group.core:module': 'Modules', 'audit.group.core:settings': 'Settings', 'audit.group.core:key': 'Access keys', 'audit.group.core:audit': 'Log', 'audit.group.core:tenant': 'Organisations',
    'why.title': 'Who may do what, and why?', 'why.lead': 'Choose a person and an action: the answer says whether it is allowed, and which rule decides.', 'why.person': 'Person', 'why.action': 'Action', 'why.unit': 'Where', 'why.ask': 'Ask', 'why.grant': '{role}: {unit}',
    'why.yes': 'Yes, {name} may.', 'why.no': 'No, {name} may not.', 'why.rule': 'Rule', 'why.needs': 'One of these roles would be needed', 'why.holds': 'This person has', 'why.nothing': 'No role', 'why.details': 'Technical details',
    'why.rule.core/grants': 'One of their roles allows it there.', 'why.rule.core/suspended': "This person’s access is suspended.", 'why.rule.core/scope': 'The key is limited to other actions.', 'why.rule.overlay': "A rule of the organisation’s own refuses it.", 'why.rule.core/own': 'It is their own account.', 'why.rule.core/itself': 'The module acts on its own records.', 'why.rule.module': 'A rule of the module {name} allows it.', 'why.rule.none': 'None of their roles allows it there.',
  },
};
