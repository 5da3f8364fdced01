// <rb-portrait-questionnaires>: the questionnaires an organisation has; ours to take, its own to import.

import { html, nothing } from 'lit';
import { state } from 'lit/decorators.js';

import '@ribambelle/web/button';
import '@ribambelle/web/field';
import '@ribambelle/web/notice';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { may } from '@ribambelle/web/me';
import { ModuleElement } from '@ribambelle/web/module-element';
import { type Problem, problemOf } from '@ribambelle/web/problem';
import { base } from '@ribambelle/web/styles';

import { texts } from './texts.ts';
import { questionnaires } from './wave/wave.ts';

@element('rb-portrait-questionnaires')
export class RbPortraitQuestionnaires extends ModuleElement {
  static override texts = texts;
  static override styles = [base];

  @state() private yaml = '';
  @state() private problem: Problem | undefined;
  @state() private busy = false;
  private readonly data = loaded(this, async () => {
    const [own, samples] = await Promise.all([questionnaires.list(this.client), questionnaires.samples(this.client)]);
    return { own, samples: samples.samples.filter((s) => !own.some((q) => q.doc.code === s.code && q.doc.version === s.version)) };
  });

  override render() {
    this.entitle(this.t('portrait.questionnaires.title'));
    const imports = may(this.me, 'portrait:questionnaire.import');
    return html`<div class="stack wide">
      <div class="stack tight"><a href=${this.href('/')}>${this.t('portrait.back')}</a><h1 tabindex="-1">${this.t('portrait.questionnaires.title')}</h1><p class="lead">${this.t('portrait.questionnaires.lead')}</p></div>
      ${this.data.render(({ own, samples }) => html`
        <ul class="plain stack">
          ${own.map(({ doc }) => html`<li class="card stack tight"><h2>${this.pick(doc.title)}</h2><p>${this.pick(doc.intro)}</p>
            <p class="muted">${doc.version} · ${this.t('portrait.questionnaires.items', { n: doc.dimensions.reduce((n, d) => n + d.items.length, 0) })}${doc.licence ? ` · ${doc.licence}` : ''}</p></li>`)}
          ${imports ? samples.map((s) => html`<li class="card row apart"><span><strong>${this.pick(s.title)}</strong> <span class="muted">${s.version}</span></span>
            <rb-button icon="plus" ?busy=${this.busy} @click=${() => this.act(() => questionnaires.adopt(this.client, s.code), 'adopted')}>${this.t('portrait.prepare.adopt', { title: this.pick(s.title) })}</rb-button></li>`) : nothing}
        </ul>`)}
      ${imports ? this.form() : nothing}
    </div>`;
  }

  private form() {
    const read = async (e: CustomEvent<{ value: unknown }>) => {
      const [file] = (e.detail.value as FileList | File[] | null) ?? [];
      if (file) this.yaml = await file.text();
    };
    return html`<div class="card stack"><h2>${this.t('portrait.questionnaires.import')}</h2>
      ${this.problem ? html`<rb-notice kind="bad" role="alert" heading=${this.t('portrait.questionnaires.wrong')}>${this.say(this.problem)}
        <ul>${this.problem.errors.map((e) => html`<li><code>${e.pointer}</code> ${e.message}</li>`)}</ul></rb-notice>` : nothing}
      <rb-field type="file" label=${this.t('portrait.questionnaires.file')} accept=".yaml,.yml" @rb-change=${read}></rb-field>
      <rb-field type="textarea" label=${this.t('portrait.questionnaires.yaml')} .value=${this.yaml} @rb-input=${(e: CustomEvent<{ value: unknown }>) => { this.yaml = String(e.detail.value); }}></rb-field>
      <div><rb-button kind="primary" ?busy=${this.busy} ?disabled=${!this.yaml.trim()} @click=${() => this.act(() => questionnaires.import(this.client, this.yaml), 'imported')}>${this.t('portrait.questionnaires.send')}</rb-button></div>
    </div>`;
  }

  private async act(call: () => Promise<unknown>, said: 'adopted' | 'imported'): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    try {
      await call();
      if (said === 'imported') this.yaml = '';
      this.notify('good', this.t(`portrait.questionnaires.${said}`));
      await this.data.reload();
    } catch (thrown) {
      this.problem = problemOf(thrown);
    }
    this.busy = false;
  }
}
