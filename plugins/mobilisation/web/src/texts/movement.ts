// Words of the movement page, in the console and in public. French first.

import { catalog, join } from '@ribambelle/web/texts';

import { common } from './common.ts';

export const texts = join(common, catalog({
  fr: {
    'mobilisation.movement.title': 'Page du mouvement',
    'mobilisation.movement.lead': 'Ce que vous voulez, en français et en anglais. La page publique montre ce que vous écrivez dès que vous l’enregistrez.',
    'mobilisation.movement.edit': 'Modifier la page du mouvement',
    'mobilisation.movement.none': 'Votre mouvement n’a pas encore de page',
    'mobilisation.movement.none-text': 'Écrivez mission, vision et axes, ou partez de l’exemple : quatre axes, quatre familles, quinze mesures, à récrire avec vos mots. Rien n’est public avant que vous le disiez.',
    'mobilisation.movement.write': 'Écrire la page',
    'mobilisation.movement.adopt': 'Partir de l’exemple',
    'mobilisation.movement.adopted': 'L’exemple est là, à récrire avec vos mots.',
    'mobilisation.movement.mission': 'Mission',
    'mobilisation.movement.vision': 'Vision',
    'mobilisation.movement.axes': 'Axes d’action',
    'mobilisation.movement.impacts': 'Changements visés en cinq ans',
    'mobilisation.movement.history': 'Histoire',
  },
  en: {
    'mobilisation.movement.title': 'Movement page',
    'mobilisation.movement.lead': 'What you want, in French and in English. The public page shows what you write as soon as you save it.',
    'mobilisation.movement.edit': 'Change the movement page',
    'mobilisation.movement.none': 'Your movement has no page yet',
    'mobilisation.movement.none-text': 'Write mission, vision and axes, or begin with the example: four axes, four families, fifteen measures, to be rewritten in your words. Nothing is public before you say so.',
    'mobilisation.movement.write': 'Write the page',
    'mobilisation.movement.adopt': 'Begin with the example',
    'mobilisation.movement.adopted': 'The example is here, to be rewritten in your words.',
    'mobilisation.movement.mission': 'Mission',
    'mobilisation.movement.vision': 'Vision',
    'mobilisation.movement.axes': 'Axes of action',
    'mobilisation.movement.impacts': 'Changes aimed at in five years',
    'mobilisation.movement.history': 'History',
  },
}));
