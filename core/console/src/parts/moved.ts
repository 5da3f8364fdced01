// What somebody who saves is told when another person has saved meanwhile. Nothing is replaced until they choose.

import { html, nothing } from 'lit';
import '@ribambelle/web/button';
import '@ribambelle/web/notice';
import type { Problem } from '@ribambelle/web/problem';

type Choice = { readonly problem: Problem | undefined; readonly busy: boolean; readonly t: (key: string) => string; readonly theirs: () => void; readonly mine: () => void };

/** Reports whether a refusal says that the document has moved since it was read. */
export const hasMoved = (problem: Problem | undefined): boolean => problem?.code === 'revision-moved';

/** The choice between what the other person saved and what was typed here; nothing while there is none to make. */
export const moved = ({ problem, busy, t, theirs, mine }: Choice) =>
  hasMoved(problem)
    ? html`<rb-notice kind="bad" heading=${t('moved.title')}>${t('moved.text')}
        <div class="row"><rb-button kind="primary" ?busy=${busy} @click=${theirs}>${t('moved.theirs')}</rb-button><rb-button ?busy=${busy} @click=${mine}>${t('moved.mine')}</rb-button></div></rb-notice>`
    : nothing;
