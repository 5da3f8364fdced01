// <rb-mobilisation-waiting>: the home page's card: what waits for somebody, in a sentence each; nothing when nothing does.

import { css, html, nothing } from 'lit';

import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { may } from '@ribambelle/web/me';
import { ModuleElement } from '@ribambelle/web/module-element';
import { base } from '@ribambelle/web/styles';

import { mobilisation, type Overview } from './api.ts';
import { waiting } from './texts/waiting.ts';

@element('rb-mobilisation-waiting')
export class RbMobilisationWaiting extends ModuleElement {
  static override texts = waiting;
  static override styles = [base, css`a { display: inline-flex; align-items: center; min-height: 44px; font-weight: 620; } p { max-width: 52ch; }`];

  private readonly data = loaded(this, () => mobilisation.overview(this.client));

  override render() {
    const o = this.data.value;
    if (!o) return nothing;
    const lines = [
      o.waiting && may(this.me, 'mobilisation:stories.moderate') ? this.line('stories', o.waiting, '/stories') : nothing,
      o.commitments.claimed && may(this.me, 'mobilisation:commitment.judge') ? this.line('proofs', o.commitments.claimed, '/platform') : nothing,
      o.commitments.overdue ? this.line('overdue', o.commitments.overdue, '/platform') : nothing,
      this.petition(o),
    ].filter((l) => l !== nothing);
    return lines.length ? html`<div class="card stack tight">${lines}</div>` : nothing;
  }

  private line(what: 'stories' | 'proofs' | 'overdue', n: number, to: string) {
    return html`<div><p>${this.t(`mobilisation.waiting.${what}`, { n })}</p><a href=${this.href(to)}>${this.t(`mobilisation.waiting.${what}.link`)}</a></div>`;
  }

  private petition(o: Overview) {
    const open = o.petitions.find((p) => p.status === 'open');
    if (!open) return nothing;
    return html`<div><p>${this.t('mobilisation.waiting.petition', { title: this.pick(open.title), n: open.figures.confirmed })}</p><a href=${this.href(`/petitions/${open.id}`)}>${this.t('mobilisation.waiting.petition.link')}</a></div>`;
  }
}
