// <rb-portrait-questionnaires>: the questionnaires an organisation has; ours to take, its own to import and publish.

import { css, html, nothing, type PropertyValues } from 'lit';
import { state } from 'lit/decorators.js';

import '@ribambelle/web/badge';
import '@ribambelle/web/button';
import '@ribambelle/web/field';
import '@ribambelle/web/notice';
import '@ribambelle/web/state';
import { confirmBox } from '@ribambelle/web/confirm';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { may } from '@ribambelle/web/me';
import { ModuleElement } from '@ribambelle/web/module-element';
import { type Problem, problemOf } from '@ribambelle/web/problem';
import { base } from '@ribambelle/web/styles';

import './instrument/crosswalks.ts';
import './instrument/difference.ts';
import { begun, nextVersion } from './instrument/draft.ts';
import './instrument/edit.ts';
import './instrument/preview.ts';
import './instrument/statements.ts';
import { texts } from './texts/questionnaires.ts';
import { instruments, type Kept, length, type Sample, untaken } from './wave/instruments.ts';
import type { Rec } from './wave/wave.ts';

type Told = CustomEvent<{ value: unknown }>;

/** Whether a version comes after another. */
function after(a: string, b: string): boolean {
  const [x, y] = [a, b].map((v) => v.split('.').map(Number)) as [number[], number[]];
  const i = x.findIndex((n, at) => n !== y[at]);
  return i >= 0 && x[i]! > y[i]!;
}

/** A file's bytes in base64, as JSON carries them. */
function base64Of(file: File): Promise<string> {
  return new Promise((done, fail) => {
    const reader = new FileReader();
    reader.onload = () => done(String(reader.result).replace(/^[^,]*,/, ''));
    reader.onerror = () => fail(reader.error ?? new Error('unreadable'));
    reader.readAsDataURL(file);
  });
}

@element('rb-portrait-questionnaires')
export class RbPortraitQuestionnaires extends ModuleElement {
  static override texts = texts;
  static override styles = [base, css`
    summary { min-height: 44px; display: list-item; align-content: center; cursor: pointer; color: var(--rb-primary); }
    p { max-width: 70ch; }
  `];

  @state() private yaml = '';
  /** The workbook that was chosen, in base64. */
  @state() private book = '';
  @state() private problem: Problem | undefined;
  @state() private busy = false;
  private readonly data = loaded(this, async () => {
    const [own, samples] = await Promise.all([instruments.list(this.client), this.imports ? instruments.samples(this.client) : []]);
    return { own, samples: untaken(samples, own) };
  });

  private get imports(): boolean {
    return may(this.me, 'portrait:questionnaire.import');
  }

  // Back on the list, what was written or published meanwhile is there.
  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('path') && changed.get('path') !== undefined && this.path === '/') void this.data.reload();
  }

  override render() {
    const [, id = '', part = '', older = ''] = (this.path.split('?')[0] ?? '/').split('/');
    if (!this.me || !id) return this.list();
    const pass = [this.tenant, this.api, this.base] as const;
    if (id === 'frameworks') return html`<rb-portrait-crosswalks tenant=${pass[0]} api=${pass[1]} base=${pass[2]} .me=${this.me}></rb-portrait-crosswalks>`;
    if (part === 'preview') return html`<rb-portrait-instrument-preview tenant=${pass[0]} api=${pass[1]} base=${pass[2]} .me=${this.me} .questionnaire=${id}></rb-portrait-instrument-preview>`;
    if (part === 'since') return html`<rb-portrait-difference tenant=${pass[0]} api=${pass[1]} base=${pass[2]} .me=${this.me} .questionnaire=${id} .older=${older}></rb-portrait-difference>`;
    return html`<rb-portrait-edit tenant=${pass[0]} api=${pass[1]} base=${pass[2]} .me=${this.me} .questionnaire=${id}></rb-portrait-edit>`;
  }

  private list() {
    this.entitle(this.t('portrait.questionnaires.title'));
    const imports = this.imports;
    return html`<div class="stack wide">
      <div class="stack tight"><h1 tabindex="-1">${this.t('portrait.questionnaires.title')}</h1><p class="lead">${this.t('portrait.questionnaires.lead')}</p></div>
      ${may(this.me, 'portrait:questionnaires.create') ? html`<div><rb-button kind="primary" icon="pencil" ?busy=${this.busy} @click=${this.begin}>${this.t('portrait.questionnaires.begin')}</rb-button></div>` : nothing}
      ${may(this.me, 'portrait:crosswalks.read') ? html`<p><a href=${this.href('/frameworks')}>${this.t('portrait.questionnaires.frameworks')}</a></p>` : nothing}
      ${this.data.render(({ own, samples }) => own.length || (imports && samples.length)
        ? html`<ul class="plain stack">${own.map((q) => this.own(q, own))}${imports ? samples.map((s) => this.offered(s)) : nothing}</ul>`
        : html`<rb-state kind="empty" heading=${this.t('portrait.questionnaires.none')}></rb-state>`)}
      ${imports ? this.form() : nothing}
    </div>`;
  }

  private own(q: Rec<Kept>, all: readonly Rec<Kept>[]) {
    const { doc } = q;
    const title = this.pick(doc.title);
    const draft = doc.status === 'draft';
    const older = all.filter((o) => o.id !== q.id && o.doc.code === doc.code && o.doc.status === 'published' && after(doc.version, o.doc.version)).sort((a, b) => (after(a.doc.version, b.doc.version) ? -1 : 1))[0];
    return html`<li class="card stack tight"><div class="row apart"><h2>${title}</h2>${doc.licensed ? html`<rb-badge kind="warn">${this.t('portrait.licensed')}</rb-badge>` : nothing}<rb-badge kind=${draft ? 'info' : 'good'}>${this.t(`portrait.questionnaires.status.${doc.status}`)}</rb-badge></div>
      <p>${this.pick(doc.intro)}</p><p class="muted small">${this.facts(doc.version, length(doc), doc.licence)}</p>${doc.licensed ? html`<p class="small">${this.t('portrait.licensed.help')}</p>` : nothing}
      <details><summary>${this.t('portrait.questionnaires.read')}</summary><rb-portrait-statements .of=${doc}></rb-portrait-statements></details>
      <div class="row">${draft && may(this.me, 'portrait:questionnaires.update') ? html`<rb-button icon="pencil" label=${this.t('portrait.questionnaires.write-on.of', { title })} href=${this.href(`/${q.id}`)}>${this.t('portrait.questionnaires.write-on')}</rb-button>` : nothing}
        ${draft && may(this.me, 'portrait:questionnaire.publish') ? html`<rb-button kind="primary" ?busy=${this.busy} label=${this.t('portrait.questionnaires.publish.of', { title })} @click=${() => this.publish(q)}>${this.t('portrait.questionnaires.publish')}</rb-button>` : nothing}
        ${!draft && may(this.me, 'portrait:questionnaires.create') ? html`<rb-button kind="quiet" icon="copy" label=${this.t('portrait.questionnaires.again.of', { title })} @click=${() => this.write(nextVersion(doc, all.map((o) => o.doc)))}>${this.t('portrait.questionnaires.again')}</rb-button>` : nothing}
        ${older ? html`<a href=${this.href(`/${q.id}/since/${older.id}`)}>${this.t('portrait.questionnaires.since', { version: older.doc.version })}</a>` : nothing}
        <rb-button kind="quiet" icon="eye" label=${this.t('portrait.questionnaires.preview.of', { title })} href=${this.href(`/${q.id}/preview`)}>${this.t('portrait.questionnaires.preview')}</rb-button>
        ${(['yaml', 'xlsform'] as const).map((format) => html`<rb-button kind="quiet" icon="download" label=${this.t(`portrait.questionnaires.write.of.${format}`, { title })} href=${instruments.fileHref(this.client, q.id, format)} download>${this.t(`portrait.questionnaires.write.${format}`)}</rb-button>`)}</div></li>`;
  }

  private offered(s: Sample) {
    const title = this.pick(s.title);
    return html`<li class="card stack tight"><h2>${title}</h2><p>${this.pick(s.intro)}</p><p class="muted small">${this.facts(s.version, s.items, s.licence)}</p>
      <div><rb-button icon="plus" ?busy=${this.busy} @click=${() => this.act(() => instruments.adopt(this.client, s.code), 'adopted')}>${this.t('portrait.questionnaires.take', { title })}</rb-button></div></li>`;
  }

  private facts(version: string, n: number, licence: string | undefined): string {
    return [version, this.t('portrait.questionnaires.items', { n }), licence].filter(Boolean).join(' · ');
  }

  private form() {
    const read = async (e: Told) => {
      const file = e.detail.value;
      if (!(file instanceof File)) return;
      this.problem = undefined;
      [this.yaml, this.book] = file.name.toLowerCase().endsWith('.xlsx') ? ['', await base64Of(file)] : [await file.text(), ''];
    };
    return html`<div class="card stack"><h2>${this.t('portrait.questionnaires.import')}</h2>
      ${this.problem ? html`<rb-notice kind="bad" role="alert" heading=${this.t('portrait.questionnaires.wrong')}>${this.say(this.problem)}
        <ul>${this.problem.errors.map((e) => html`<li>${e.pointer ? html`<code>${e.pointer}</code> ` : nothing}${e.message}</li>`)}</ul></rb-notice>` : nothing}
      <rb-field type="file" label=${this.t('portrait.questionnaires.file')} help=${this.t('portrait.questionnaires.file.help')} accept=".yaml,.yml,.xlsx" @rb-change=${read}></rb-field>
      <rb-field type="textarea" rows="8" label=${this.t('portrait.questionnaires.yaml')} .value=${this.yaml} @rb-input=${(e: Told) => { [this.yaml, this.book] = [String(e.detail.value), '']; }}></rb-field>
      <div><rb-button kind="primary" ?busy=${this.busy} ?disabled=${!this.yaml.trim() && !this.book} @click=${() => this.act(() => instruments.import(this.client, this.book ? { xlsform: this.book } : { yaml: this.yaml }), 'imported')}>${this.t('portrait.questionnaires.send')}</rb-button></div>
    </div>`;
  }

  private async publish(q: Rec<Kept>): Promise<void> {
    const sure = await confirmBox(this, { heading: this.t('portrait.questionnaires.publish.of', { title: this.pick(q.doc.title) }), body: this.t('portrait.questionnaires.publish.body'), confirm: this.t('portrait.questionnaires.publish') });
    if (sure) await this.act(() => instruments.publish(this.client, q.id), 'published');
  }

  private async begin(): Promise<void> {
    await this.write(begun((this.data.value?.own ?? []).map((q) => q.doc.code), this.t('portrait.questionnaires.untitled')));
  }

  // Keeps a draft and goes on to write it.
  private async write(doc: Kept): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    try {
      const { id } = await instruments.create(this.client, doc);
      this.go(`/${id}`);
    } catch (thrown) {
      this.problem = problemOf(thrown);
    }
    this.busy = false;
  }

  private async act(call: () => Promise<unknown>, said: 'adopted' | 'imported' | 'published'): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    try {
      await call();
      if (said === 'imported') this.yaml = this.book = '';
      this.notify('good', this.t(`portrait.questionnaires.${said}`));
      await this.data.reload();
    } catch (thrown) {
      this.problem = problemOf(thrown);
    }
    this.busy = false;
  }
}
