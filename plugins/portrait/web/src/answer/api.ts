// The two calls of a respondent. The code goes in the body, never in an address.

import type { Api } from '@ribambelle/web/api';
import type { Bilingual } from '@ribambelle/web/texts';

import type { Questionnaire, Values } from '../questionnaire.ts';

export type Started = {
  readonly wave: {
    readonly title: string;
    readonly label: string;
    readonly purpose?: Bilingual;
    readonly closes_on: string;
    readonly floor: number;
  };
  readonly site: { readonly name: string };
  readonly questionnaire: Questionnaire;
  readonly single_use: boolean;
};

export const start = (api: Api, code: string): Promise<Started> => api.post('/portrait/answers:start', { code });

export const submit = (api: Api, code: string, values: Values, language: string, key: string): Promise<unknown> =>
  api.post('/portrait/answers:submit', { code, values, language }, { key });
