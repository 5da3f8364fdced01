// What tools and communities help with, and what a portrait's dimensions are about: the domains of `sdk.Domain`, in
// their order, with their names.

import { catalog } from './texts.ts';

export const domains = ['interactions', 'experiences', 'amenagement', 'parents'] as const;

export type Domain = (typeof domains)[number];

export const domainNames = catalog({
  fr: {
    'web.domain.interactions': 'Interactions avec les enfants',
    'web.domain.experiences': 'Expériences vécues par les enfants',
    'web.domain.amenagement': 'Aménagement des lieux et matériel',
    'web.domain.parents': 'Interactions avec les parents',
  },
  en: {
    'web.domain.interactions': 'Interactions with the children',
    'web.domain.experiences': 'Children’s experiences',
    'web.domain.amenagement': 'Layout and material',
    'web.domain.parents': 'Interactions with parents',
  },
});
