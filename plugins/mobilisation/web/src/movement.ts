// <rb-mobilisation-movement>: the movement page, written in both languages, or begun from the sample.

import { html, nothing } from 'lit';

import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { may } from '@ribambelle/web/me';
import { base } from '@ribambelle/web/styles';

import { mobilisation, type Movement, type Overview, type Rec } from './api.ts';
import { Desk } from './desk.ts';
import './editor.ts';
import { moment } from './moment.ts';
import { texts } from './texts/movement.ts';

@element('rb-mobilisation-movement')
export class RbMobilisationMovement extends Desk {
  static override texts = texts;
  static override styles = [base];

  private readonly data = loaded(this, async () => {
    const [overview, movement] = await Promise.all([mobilisation.overview(this.client), mobilisation.movement(this.client)]);
    return { overview, movement };
  });

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('path') && changed.get('path') !== undefined && this.parts.length === 0) void this.data.reload();
  }

  override render() {
    return this.data.render(({ overview, movement }: { overview: Overview; movement: Rec<Movement> | undefined }) => {
      if (this.parts[0] === 'edit') {
        return html`<rb-mobilisation-editor tenant=${this.tenant} api=${this.api} base=${this.base} .me=${this.me} collection="movements" .record=${movement?.id ?? ''} heading=${this.t('mobilisation.movement.edit')} from=${this.t('mobilisation.movement.title')}></rb-mobilisation-editor>`;
      }
      return movement ? this.page(movement, overview) : this.first();
    });
  }

  private first() {
    return html`<div class="stack wide">${this.head(this.t('mobilisation.movement.title'), this.t('mobilisation.movement.lead'))}
      <rb-state kind="first" heading=${this.t('mobilisation.movement.none')} text=${this.t('mobilisation.movement.none-text')}>
        <rb-button kind="primary" href=${this.href('/edit')}>${this.t('mobilisation.movement.write')}</rb-button>
        ${may(this.me, 'mobilisation:sample.adopt') ? html`<rb-button ?busy=${this.busy} @click=${() => this.attempt(() => mobilisation.adopt(this.client), 'mobilisation.movement.adopted', () => this.data.reload())}>${this.t('mobilisation.movement.adopt')}</rb-button>` : nothing}
      </rb-state></div>`;
  }

  private page(one: Rec<Movement>, o: Overview) {
    const m = one.doc as Movement & Record<'mission' | 'vision', Record<string, string>> & { impacts?: { title: Record<string, string> }[]; history?: { on: string; title: Record<string, string> }[] };
    return html`<div class="stack wide">
      ${this.head(this.pick(m.name), this.t('mobilisation.movement.lead'), html`<rb-badge kind=${m.public ? 'good' : 'info'}>${this.t(m.public ? 'mobilisation.public' : 'mobilisation.private')}</rb-badge>
        ${m.public ? html`<rb-button kind="quiet" icon="external-link" target="_blank" href=${`${o.pages}/movement`}>${this.t('mobilisation.see-page')}</rb-button>` : nothing}
        <rb-button kind="primary" icon="pencil" href=${this.href('/edit')}>${this.t('mobilisation.edit')}</rb-button>`)}
      <div class="card stack"><h2>${this.t('mobilisation.movement.mission')}</h2><p class="prose">${this.pick(m.mission)}</p><h2>${this.t('mobilisation.movement.vision')}</h2><p class="prose">${this.pick(m.vision)}</p></div>
      <div class="card stack tight"><h2>${this.t('mobilisation.movement.axes')}</h2><ol>${(m.axes ?? []).map((a) => html`<li>${this.pick(a.title)}</li>`)}</ol></div>
      <div class="card stack tight"><h2>${this.t('mobilisation.movement.impacts')}</h2><ol>${(m.impacts ?? []).map((i) => html`<li>${this.pick(i.title)}</li>`)}</ol></div>
      <div class="card stack tight"><h2>${this.t('mobilisation.movement.history')}</h2><ul>${(m.history ?? []).map((h) => html`<li><strong>${moment(h.on, this.locale)}</strong> ${this.pick(h.title)}</li>`)}</ul></div>
    </div>`;
  }
}
