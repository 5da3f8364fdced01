// <rb-piloufilou-programmes>: the programmes that an organisation has; ours to take, its own to import and publish;
// each with the competences that it serves.

import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';

import '@ribambelle/web/badge';
import '@ribambelle/web/state';
import { confirmBox } from '@ribambelle/web/confirm';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { may } from '@ribambelle/web/me';
import { base } from '@ribambelle/web/styles';

import './matrix.ts';
import { type Programme, programmes, type Rec, type Sample } from './model.ts';
import { Screen, type Told } from './screen.ts';
import { texts } from './texts/programmes.ts';

@element('rb-piloufilou-programmes')
export class RbPiloufilouProgrammes extends Screen {
  static override texts = texts;
  static override styles = [base, css`
    summary { min-height: 44px; display: list-item; align-content: center; cursor: pointer; color: var(--rb-primary); }
    p, ol li { max-width: 70ch; }
  `];

  @state() private yaml = '';
  private readonly data = loaded(this, async () => {
    const imports = may(this.me, 'piloufilou:programme.import');
    const [own, samples] = await Promise.all([programmes.list(this.client), imports ? programmes.samples(this.client) : []]);
    return { own, samples: samples.filter((s) => !own.some((p) => p.doc.code === s.code && p.doc.version === s.version)) };
  });

  override render() {
    this.entitle(this.t('piloufilou.programmes.title'));
    const imports = may(this.me, 'piloufilou:programme.import');
    return html`<div class="stack wide">
      <div class="stack tight"><rb-back href=${this.href('/')}>${this.t('piloufilou.back')}</rb-back><h1 tabindex="-1">${this.t('piloufilou.programmes.title')}</h1><p class="lead">${this.t('piloufilou.programmes.lead')}</p></div>
      ${this.data.render(({ own, samples }) => own.length || samples.length
        ? html`<ul class="plain stack">${own.map((p) => this.own(p))}${samples.map((s) => this.offered(s))}</ul>`
        : html`<rb-state kind="empty" heading=${this.t('piloufilou.programmes.none')}></rb-state>`)}
      ${imports ? this.form() : nothing}
    </div>`;
  }

  private own(p: Rec<Programme>) {
    const { doc } = p;
    const title = this.pick(doc.title);
    const draft = doc.status === 'draft';
    return html`<li class="card stack tight"><div class="row apart"><h2>${title}</h2><rb-badge kind=${draft ? 'info' : 'good'}>${this.t(`piloufilou.programmes.status.${doc.status}`)}</rb-badge></div>
      <p>${this.pick(doc.intro)}</p><p class="muted small">${[doc.version, this.t('piloufilou.workshops', { n: doc.workshops.length }), doc.licence].join(' · ')}</p>
      <details><summary>${this.t('piloufilou.programmes.read')}</summary><ol>${doc.workshops.map((w) => html`<li><strong>${this.pick(w.title)}</strong>, ${this.t('piloufilou.minutes', { n: w.minutes })}${w.objectives.map((o) => html`<br />${this.pick(o)}`)}</li>`)}</ol></details>
      <details><summary>${this.t('piloufilou.programmes.coverage')}</summary><rb-piloufilou-matrix api=${this.api} .programme=${p.id}></rb-piloufilou-matrix></details>
      ${draft ? nothing : html`<p><a href=${`/p/${this.tenant}/piloufilou/card`} target="_blank">${this.t('piloufilou.programmes.cards')}</a></p>`}
      ${draft && may(this.me, 'piloufilou:programme.publish') ? html`<div><rb-button kind="primary" ?busy=${this.busy} @click=${() => this.publish(p)}>${this.t('piloufilou.programmes.publish', { title })}</rb-button></div>` : nothing}</li>`;
  }

  private offered(s: Sample) {
    return html`<li class="card stack tight"><h2>${this.pick(s.title)}</h2><p>${this.pick(s.intro)}</p><p class="muted small">${[s.version, this.t('piloufilou.workshops', { n: s.workshops }), s.licence].join(' · ')}</p>
      <div><rb-button icon="plus" ?busy=${this.busy} @click=${() => this.act(() => programmes.adopt(this.client, s.code), 'adopted')}>${this.t('piloufilou.programmes.take', { title: this.pick(s.title) })}</rb-button></div></li>`;
  }

  private form() {
    const read = async (e: Told) => {
      if (e.detail.value instanceof File) this.yaml = await e.detail.value.text();
    };
    return html`<div class="card stack no-print"><h2>${this.t('piloufilou.programmes.import')}</h2><p class="muted">${this.t('piloufilou.programmes.import.help')}</p>${this.refused()}
      <rb-field type="file" label=${this.t('piloufilou.programmes.file')} accept=".yaml,.yml" @rb-change=${read}></rb-field>
      <rb-field type="textarea" rows="8" label=${this.t('piloufilou.programmes.yaml')} .value=${this.yaml} @rb-input=${(e: Told) => { this.yaml = String(e.detail.value); }}></rb-field>
      <div><rb-button kind="primary" ?busy=${this.busy} ?disabled=${!this.yaml.trim()} @click=${() => this.act(() => programmes.import(this.client, this.yaml), 'imported')}>${this.t('piloufilou.programmes.send')}</rb-button></div></div>`;
  }

  private async publish(p: Rec<Programme>): Promise<void> {
    const title = this.pick(p.doc.title);
    const sure = await confirmBox(this, { heading: this.t('piloufilou.programmes.publish', { title }), body: this.t('piloufilou.programmes.publish.body'), confirm: this.t('piloufilou.programmes.publish.do') });
    if (sure) await this.act(() => programmes.publish(this.client, p.id), 'published');
  }

  private async act(call: () => Promise<unknown>, said: 'adopted' | 'imported' | 'published'): Promise<void> {
    if (!(await this.attempt(async () => { await call(); }))) return;
    if (said === 'imported') this.yaml = '';
    this.notify('good', this.t(`piloufilou.programmes.${said}`));
    await this.data.reload();
  }
}
