import type { Catalog } from '@ribambelle/web/texts';

/** The kinds of unit of the core. */
export const kinds: Catalog = {
  fr: {
    'kind.territory': 'Territoire', 'kind.creche-collective': 'Crèche collective', 'kind.multi-accueil': 'Multi-accueil', 'kind.micro-creche': 'Micro-crèche', 'kind.creche-familiale': 'Crèche familiale',
    'kind.halte-garderie': 'Halte-garderie', 'kind.jardin-enfants': "Jardin d'enfants", 'kind.assistant-maternel': 'Assistant maternel', 'kind.mam': "Maison d'assistants maternels", 'kind.rpe': 'Relais petite enfance',
    'kind.cpe': 'Centre de la petite enfance (CPE)', 'kind.cpe-installation': 'Installation de CPE', 'kind.bureau-coordonnateur': 'Bureau coordonnateur', 'kind.milieu-familial': 'Milieu familial', 'kind.garderie': 'Garderie',
    'kind.ecole': 'École', 'kind.group': 'Groupe',
  },
  en: {
    'kind.territory': 'Territory', 'kind.creche-collective': 'Day nursery', 'kind.multi-accueil': 'Multi-care centre', 'kind.micro-creche': 'Micro-nursery', 'kind.creche-familiale': 'Family nursery',
    'kind.halte-garderie': 'Drop-in nursery', 'kind.jardin-enfants': 'Kindergarten', 'kind.assistant-maternel': 'Childminder', 'kind.mam': "Childminders’ house", 'kind.rpe': "Childminders’ relay",
    'kind.cpe': 'Childcare centre (CPE)', 'kind.cpe-installation': 'CPE facility', 'kind.bureau-coordonnateur': 'Home childcare coordinating office', 'kind.milieu-familial': 'Home childcare provider', 'kind.garderie': 'Day care centre',
    'kind.ecole': 'School', 'kind.group': 'Group',
  },
};
