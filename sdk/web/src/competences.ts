// The nine general psychosocial competences of `sdk.Competence`, in their order, with their names.

import { catalog } from './texts.ts';

export const competences = ['C1', 'C2', 'C3', 'E1', 'E2', 'E3', 'S1', 'S2', 'S3'] as const;

export const competenceNames = catalog({
  fr: {
    'web.competence.C1': 'Se connaître',
    'web.competence.C2': 'Se maîtriser',
    'web.competence.C3': 'Décider',
    'web.competence.E1': 'Reconnaître ses émotions et son stress',
    'web.competence.E2': 'Réguler ses émotions',
    'web.competence.E3': 'Gérer son stress',
    'web.competence.S1': 'Communiquer',
    'web.competence.S2': 'Créer des liens',
    'web.competence.S3': 'Résoudre des difficultés',
  },
  en: {
    'web.competence.C1': 'Knowing oneself',
    'web.competence.C2': 'Self-control',
    'web.competence.C3': 'Deciding',
    'web.competence.E1': 'Noticing emotions and stress',
    'web.competence.E2': 'Regulating emotions',
    'web.competence.E3': 'Handling stress',
    'web.competence.S1': 'Communicating',
    'web.competence.S2': 'Building ties',
    'web.competence.S3': 'Solving difficulties',
  },
});
