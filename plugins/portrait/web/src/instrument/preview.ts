// <rb-portrait-instrument-preview>: a questionnaire as those who answer will see it. Nothing is kept.

import { html } from 'lit';
import { property, state } from 'lit/decorators.js';

import '@ribambelle/web/back';
import '@ribambelle/web/notice';
import '@ribambelle/web/state';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { ModuleElement } from '@ribambelle/web/module-element';
import { base } from '@ribambelle/web/styles';

import '../answer/item.ts';
import { asked, type Value } from '../questionnaire.ts';
import { texts } from '../texts/edit.ts';
import { instruments } from '../wave/instruments.ts';

@element('rb-portrait-instrument-preview')
export class RbPortraitInstrumentPreview extends ModuleElement {
  static override texts = texts;
  static override styles = [base];

  @property() questionnaire = '';
  @state() private at = 0;
  @state() private values: Readonly<Record<string, Value>> = {};
  private readonly data = loaded(this, () => instruments.get(this.client, this.questionnaire));

  override render() {
    return this.data.render(({ doc }) => {
      const all = asked(doc).map((a) => ({ ...a, item: { ...a.item, text: a.item.text ?? { fr: this.t('portrait.questionnaires.manual', { n: a.number }) } } }));
      const one = all[this.at];
      const go = (to: number) => { this.at = Math.max(0, Math.min(all.length - 1, to)); };
      const set = (e: CustomEvent<{ value: Value; stay?: boolean }>) => {
        if (!one) return;
        this.values = { ...this.values, [one.item.key]: e.detail.value };
        if (!e.detail.stay) go(this.at + 1);
      };
      return html`<div class="stack wide"><rb-back href=${this.href(doc.status === 'draft' ? `/${this.questionnaire}` : '/')}>${this.pick(doc.title)}</rb-back>
        <rb-notice kind="info">${this.t('portrait.edit.preview.help')}</rb-notice>
        ${one ? html`<rb-portrait-item .asked=${one} .total=${all.length} .answered=${Object.keys(this.values).length} .value=${this.values[one.item.key]} ?first=${this.at === 0} ?last=${this.at === all.length - 1}
          @rb-answer=${set} @rb-back=${() => go(this.at - 1)} @rb-skip=${() => go(this.at + 1)} @rb-review=${() => go(0)}></rb-portrait-item>`
          : html`<rb-state kind="empty" heading=${this.t('portrait.edit.preview.none')}></rb-state>`}</div>`;
    });
  }
}
