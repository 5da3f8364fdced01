import type { Catalog } from '@ribambelle/web/texts';

/** What a place sets for itself and all below it. */
export const local: Catalog = {
  fr: {
    'local.menu': 'Réglages', 'local.title': 'Réglages de {name}', 'local.lead': "Ce que vous choisissez ici vaut aussi pour tout ce qui en dépend.",
    'local.inherited': '{value}, comme {name}', 'local.saved': 'Les réglages de {name} sont enregistrés.',
    'local.modules': 'Modules', 'local.modules-help': "Un module fermé ne perd rien : tout est là quand on le rouvre.",
    'local.none': 'Aucun', 'local.is.open': 'Ouvert', 'local.is.closed': 'Fermé', 'local.is.forced': 'Ouvert', 'local.is.forbidden': 'Fermé',
    'local.opening.open': 'Ouvert', 'local.opening.closed': 'Fermé', 'local.opening.forced': 'Ouvert, sans exception en dessous', 'local.opening.forbidden': 'Fermé, sans exception en dessous',
    'local.bound.forced': 'ouvert, sans exception possible, par décision pour {name}', 'local.bound.forbidden': 'fermé, sans exception possible, par décision pour {name}',
    'org.openings': 'Où les modules sont ouverts', 'org.openings-help': "Pour essayer un module dans quelques lieux d'abord, fermez-le ici, puis ouvrez-le dans les réglages de ces lieux.",
    'org.opening.': 'Partout, sauf où un lieu le ferme', 'org.opening.closed': 'Seulement où un lieu l\'ouvre', 'org.opening.forced': 'Partout, sans exception',
  },
  en: {
    'local.menu': 'Settings', 'local.title': 'Settings of {name}', 'local.lead': 'What you choose here also holds for all that belongs to it.',
    'local.inherited': '{value}, as {name}', 'local.saved': 'The settings of {name} are saved.',
    'local.modules': 'Modules', 'local.modules-help': 'A module that is closed loses nothing: all is there when it is opened again.',
    'local.none': 'None', 'local.is.open': 'Open', 'local.is.closed': 'Closed', 'local.is.forced': 'Open', 'local.is.forbidden': 'Closed',
    'local.opening.open': 'Open', 'local.opening.closed': 'Closed', 'local.opening.forced': 'Open, without exception below', 'local.opening.forbidden': 'Closed, without exception below',
    'local.bound.forced': 'open, without any exception, as decided for {name}', 'local.bound.forbidden': 'closed, without any exception, as decided for {name}',
    'org.openings': 'Where modules are open', 'org.openings-help': 'To try a module in a few places first, close it here, then open it in the settings of these places.',
    'org.opening.': 'Everywhere but where a place closes it', 'org.opening.closed': 'Only where a place opens it', 'org.opening.forced': 'Everywhere, without exception',
  },
};
