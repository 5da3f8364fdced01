import type { Catalog } from '@ribambelle/web/texts';

/** Groups of people, who hold roles together. */
export const groups: Catalog = {
  fr: {
    'groups.title': 'Groupes',
    'groups.lead': "Donnez un rôle à plusieurs personnes à la fois : chacune a les rôles du groupe tant qu'elle en fait partie.",
    'groups.make': 'Créer un groupe', 'groups.none': "Il n'y a pas encore de groupe", 'groups.none-text': "Par exemple l'équipe de l'été, ou les référentes d'un programme.",
    'groups.name': 'Nom du groupe', 'groups.name-help': "Par exemple « Équipe de l'été ».", 'groups.place': 'Où il se trouve', 'groups.place-help': "Qui dirige ce lieu peut faire évoluer le groupe. Ses rôles peuvent valoir ailleurs.",
    'groups.members': { one: '{n} personne', other: '{n} personnes' }, 'groups.empty': "Personne pour l'instant", 'groups.since': 'depuis le {date}',
    'groups.put': 'Ajouter une personne', 'groups.put-into': 'Ajouter une personne à {name}', 'groups.person': 'Personne', 'groups.person-help': 'Elle a tout de suite les rôles du groupe.',
    'groups.give-to': 'Donner un rôle à {name}', 'groups.no-roles': 'Aucun rôle : en faire partie ne donne rien de plus.',
    'groups.take': 'Retirer {name} de {group}', 'groups.take-title': 'Retirer {name} du groupe ?', 'groups.take-text': "La personne perd tout de suite les rôles qu'elle tient de « {group} ». Elle garde son compte et ses autres rôles.", 'groups.take-do': 'Retirer du groupe',
    'groups.take-role-text': '{role}, {unit}. Toutes les personnes du groupe le perdent tout de suite.',
    'groups.actions': 'Actions pour {name}', 'groups.rename': 'Renommer le groupe', 'groups.delete': 'Supprimer le groupe',
    'groups.delete-title': 'Supprimer {name} ?', 'groups.delete-text': 'Les personnes du groupe perdent tout de suite les rôles qui en viennent. Elles gardent leur compte et leurs autres rôles.',
    'groups.saved': 'Le groupe est enregistré.', 'groups.added': 'La personne fait partie du groupe.', 'groups.taken': 'La personne ne fait plus partie du groupe.', 'groups.deleted': 'Le groupe est supprimé.',
    'groups.beyond': "Ce groupe a des rôles que vous ne pouvez pas donner : quelqu'un qui le peut y met et en retire des personnes.",
    'groups.through': 'par le groupe {name}',
    'problem.group-not-found': "Ce groupe n'existe plus.",
  },
  en: {
    'groups.title': 'Groups',
    'groups.lead': 'Give a role to several people at once: each has the roles of the group for as long as they are in it.',
    'groups.make': 'Make a group', 'groups.none': 'There is no group yet', 'groups.none-text': 'For example the summer team, or those who lead a programme.',
    'groups.name': 'Name of the group', 'groups.name-help': 'For example “Summer team”.', 'groups.place': 'Where it belongs', 'groups.place-help': 'Whoever leads this place may change the group. Its roles may hold elsewhere.',
    'groups.members': { one: '{n} person', other: '{n} people' }, 'groups.empty': 'Nobody yet', 'groups.since': 'since {date}',
    'groups.put': 'Add a person', 'groups.put-into': 'Add a person to {name}', 'groups.person': 'Person', 'groups.person-help': 'They have the roles of the group at once.',
    'groups.give-to': 'Give a role to {name}', 'groups.no-roles': 'No role: being in it gives nothing more.',
    'groups.take': 'Take {name} out of {group}', 'groups.take-title': 'Take {name} out of the group?', 'groups.take-text': 'They lose at once the roles that they hold through “{group}”. They keep their account and their other roles.', 'groups.take-do': 'Take out of the group',
    'groups.take-role-text': '{role}, {unit}. Everybody in the group loses it at once.',
    'groups.actions': 'Actions for {name}', 'groups.rename': 'Rename the group', 'groups.delete': 'Delete the group',
    'groups.delete-title': 'Delete {name}?', 'groups.delete-text': 'Those in the group lose at once the roles that come from it. They keep their account and their other roles.',
    'groups.saved': 'The group has been saved.', 'groups.added': 'The person is in the group.', 'groups.taken': 'The person is not in the group any more.', 'groups.deleted': 'The group is deleted.',
    'groups.beyond': 'This group has roles that you may not give: somebody who may puts people in and takes them out.',
    'groups.through': 'through the group {name}',
    'problem.group-not-found': 'This group is gone.',
  },
};
