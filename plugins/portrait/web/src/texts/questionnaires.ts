// Words of the questionnaires, French first. fr-CA says only what differs there.

import { catalog, join } from '@ribambelle/web/texts';

import { common } from './common.ts';
import { problems } from './problems.ts';

export const texts = join(common, problems, catalog({
  fr: {
    'portrait.questionnaires.title': 'Questionnaires',
    'portrait.questionnaires.lead': 'Prenez le nôtre, librement réutilisable, ou importez le vôtre en YAML. Une version publiée ne change plus.',
    'portrait.questionnaires.items': { one: '{n} énoncé', other: '{n} énoncés' },
    'portrait.questionnaires.import': 'Importer un questionnaire',
    'portrait.questionnaires.file': 'Fichier YAML',
    'portrait.questionnaires.yaml': 'Ou collez son texte',
    'portrait.questionnaires.send': 'Importer',
    'portrait.questionnaires.imported': 'Le questionnaire est importé comme brouillon. Relisez-le, puis publiez-le.',
    'portrait.questionnaires.adopted': 'Le questionnaire est à vous.',
    'portrait.questionnaires.wrong': 'Le fichier n’est pas accepté. Rien n’a été importé.',
    'portrait.questionnaires.status.draft': 'brouillon',
    'portrait.questionnaires.status.published': 'publié',
    'portrait.questionnaires.publish': 'Publier',
    'portrait.questionnaires.publish.of': 'Publier « {title} »',
    'portrait.questionnaires.publish.body': 'Une version publiée ne change plus : c’est ce qui permet de comparer deux portraits.',
    'portrait.questionnaires.published': 'Le questionnaire est publié.',
    'portrait.questionnaires.read': 'Lire les énoncés',
    'portrait.questionnaires.manual': 'Énoncé {n} : voir le manuel',
    'portrait.questionnaires.write': 'Télécharger en YAML',
    'portrait.questionnaires.write.of': 'Télécharger « {title} » en YAML',
    'portrait.questionnaires.none': 'Aucun questionnaire pour l’instant.',
    'portrait.questionnaires.take': 'Prendre « {title} »',
  },
  en: {
    'portrait.questionnaires.title': 'Questionnaires',
    'portrait.questionnaires.lead': 'Take ours, free to reuse, or import your own in YAML. A published version does not change any more.',
    'portrait.questionnaires.items': { one: '{n} statement', other: '{n} statements' },
    'portrait.questionnaires.import': 'Import a questionnaire',
    'portrait.questionnaires.file': 'YAML file',
    'portrait.questionnaires.yaml': 'Or paste its text',
    'portrait.questionnaires.send': 'Import',
    'portrait.questionnaires.imported': 'The questionnaire is imported as a draft. Read it through, then publish it.',
    'portrait.questionnaires.adopted': 'The questionnaire is yours.',
    'portrait.questionnaires.wrong': 'The file is not accepted. Nothing was imported.',
    'portrait.questionnaires.status.draft': 'draft',
    'portrait.questionnaires.status.published': 'published',
    'portrait.questionnaires.publish': 'Publish',
    'portrait.questionnaires.publish.of': 'Publish “{title}”',
    'portrait.questionnaires.publish.body': 'A published version never changes: that is what makes two portraits comparable.',
    'portrait.questionnaires.published': 'The questionnaire is published.',
    'portrait.questionnaires.read': 'Read the statements',
    'portrait.questionnaires.manual': 'Item {n}: see the manual',
    'portrait.questionnaires.write': 'Download as YAML',
    'portrait.questionnaires.write.of': 'Download “{title}” as YAML',
    'portrait.questionnaires.none': 'No questionnaire yet.',
    'portrait.questionnaires.take': 'Take “{title}”',
  },
}));
