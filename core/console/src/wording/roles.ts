import type { Catalog } from '@ribambelle/web/texts';

/** The roles of the core, as people say them. */
export const roles: Catalog = {
  fr: {
    'role.core:administrator': 'administration', 'role.core:coordinator': 'coordination', 'role.core:director': 'direction', 'role.core:educator': 'équipe éducative',
    'role.core:adviser': 'accompagnement', 'role.core:privacy-officer': 'protection des données', 'role.core:operator': 'exploitation',
  },
  'fr-CA': { 'role.core:educator': 'personnel éducateur', 'role.core:adviser': 'conseil pédagogique', 'role.core:privacy-officer': 'protection des renseignements personnels' },
  en: {
    'role.core:administrator': 'administration', 'role.core:coordinator': 'coordination', 'role.core:director': 'centre management', 'role.core:educator': 'education team',
    'role.core:adviser': 'advice and support', 'role.core:privacy-officer': 'data protection', 'role.core:operator': 'operations',
  },
};
